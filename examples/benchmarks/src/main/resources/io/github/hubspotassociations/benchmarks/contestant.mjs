// HubSpot's Node client as a contestant: each line of input says how many pairs, each line of
// output is a measurement, as ContestantProcess.java has it.
import readline from 'node:readline';
import { Client } from '@hubspot/api-client';

const [url, pageSize, inFlight] = process.argv.slice(2);
const PAGE_SIZE = Number(pageSize);
const IN_FLIGHT = Number(inFlight);

// Its own pacing and retries are off, as the library's are.
const client = new Client({
  accessToken: 'pat-benchmark',
  basePath: url,
  numberOfApiCallRetries: 0,
  limiterOptions: { minTime: 0, maxConcurrent: IN_FLIGHT },
});

/** The pages that the harness sends as its first line: their pairs of ids. */
let pages;

async function associate(pairs) {
  let next = 0;
  let rows = 0;
  const worker = async () => {
    while (next < pairs / PAGE_SIZE) {
      const inputs = pages[next++ % pages.length];
      const response = await client.crm.associations.v4.batchApi.createDefault(
        'contacts',
        'companies',
        { inputs },
      );
      rows += response.results.length;
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  if (rows !== 2 * pairs) {
    throw new Error(`The account is wrong: ${rows} rows for ${pairs} pairs`);
  }
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  if (!pages) {
    pages = JSON.parse(line).map((page) =>
      page.map(([from, to]) => ({ _from: { id: String(from) }, to: { id: String(to) } })),
    );
    continue;
  }
  const pairs = Number(line);
  const cpu = process.cpuUsage();
  const wall = process.hrtime.bigint();
  await associate(pairs);
  const { user, system } = process.cpuUsage(cpu);
  const elapsed = process.hrtime.bigint() - wall;
  // What it allocates Node does not tell; its heap is the one at the end of the run.
  const heap = process.memoryUsage().heapUsed;
  console.log(`${pairs} ${(user + system) * 1000} ${elapsed} -1 ${heap}`);
}
