// HubSpot's published client, unchanged, against an emulator whose address is in EMULATOR_URL. The emulator runs with
// --strict --token good --expired-token old --missing 13.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from '@hubspot/api-client';

const basePath = process.env.EMULATOR_URL;
const client = (accessToken) => new Client({ accessToken, basePath }).crm.associations.v4;
const hubspot = client('good');

const rows = (response) =>
  response.results.map(
    ({ _from, to, associationSpec }) =>
      `${_from.id}>${to.id} ${associationSpec.associationCategory} ${associationSpec.associationTypeId}`,
  );

const associated = async (from, to) => {
  const response = await fetch(`${basePath}/emulator/associated?from=${from}&to=${to}`);
  return (await response.json()).associated;
};

test('basicApi.createDefault associates one pair in both directions', async () => {
  const response = await hubspot.basicApi.createDefault('tickets', '101', 'contacts', '202');
  assert.equal(response.status, 'COMPLETE');
  assert.deepEqual(rows(response), ['101>202 HUBSPOT_DEFINED 16', '202>101 HUBSPOT_DEFINED 15']);
  assert.ok(response.startedAt instanceof Date && response.completedAt >= response.startedAt);
  assert.equal(await associated('tickets/101', 'contacts/202'), true);
});

test('batchApi.createDefault associates a batch', async () => {
  const inputs = Array.from({ length: 2000 }, (_, i) => ({ _from: { id: `${1000 + i}` }, to: { id: `${5000 + i}` } }));
  const response = await hubspot.batchApi.createDefault('contacts', '0-2', { inputs });
  assert.equal(response.status, 'COMPLETE');
  assert.equal(response.results.length, 4000);
  assert.deepEqual(rows(response).slice(0, 2), ['1000>5000 HUBSPOT_DEFINED 279', '5000>1000 HUBSPOT_DEFINED 280']);
  assert.equal(await associated('companies/6999', 'contacts/2999'), true);
});

// The client knows 200 only for this call and takes every other status for an error, 207 included: the results are lost
// to its caller. That is how it is with HubSpot, too.
test('batchApi.createDefault throws the 207 that names the missing records', async () => {
  const inputs = [
    { _from: { id: '1' }, to: { id: '2' } },
    { _from: { id: '13' }, to: { id: '404041' } },
  ];
  await assert.rejects(hubspot.batchApi.createDefault('deals', 'companies', { inputs }), (error) => {
    assert.equal(error.code, 207);
    assert.deepEqual(
      error.body.errors.map(({ message, subCategory, context }) => [message, subCategory, context]),
      [
        [
          'No deal with ID 13 exists',
          'crm.associations.FROM_OBJECT_NOT_FOUND',
          { objectType: ['deal'], id: ['13'] },
        ],
        [
          'No company with ID 404041 exists',
          'crm.associations.TO_OBJECT_NOT_FOUND',
          { objectType: ['company'], id: ['404041'] },
        ],
      ],
    );
    return true;
  });
  assert.equal(await associated('deals/1', 'companies/2'), true);
});

test('a missing record of one pair is its 404', async () => {
  await assert.rejects(hubspot.basicApi.createDefault('contacts', '404041', 'companies', '2'), (error) => {
    assert.equal(error.code, 404);
    assert.equal(error.body.subCategory, 'crm.associations.FROM_OBJECT_NOT_FOUND');
    assert.equal(error.body.correlationId, error.headers['x-hubspot-correlation-id']);
    return true;
  });
});

test('an unknown object type is its 400', async () => {
  await assert.rejects(hubspot.basicApi.createDefault('nonsense', '1', 'companies', '2'), (error) => {
    assert.equal(error.code, 400);
    assert.equal(error.body.message, 'Unable to infer object type from: nonsense');
    return true;
  });
});

test('a wrong and an expired token are its 401', async () => {
  for (const [token, category] of [
    ['bad', 'INVALID_AUTHENTICATION'],
    ['old', 'EXPIRED_AUTHENTICATION'],
  ]) {
    await assert.rejects(client(token).basicApi.createDefault('contacts', '1', 'companies', '2'), (error) => {
      assert.equal(error.code, 401);
      assert.equal(error.body.category, category);
      return true;
    });
  }
});
