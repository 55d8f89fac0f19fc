package io.github.hubspotassociations.android;

import android.app.Activity;
import android.os.Bundle;
import android.view.View;
import android.widget.ArrayAdapter;
import android.widget.Button;
import android.widget.LinearLayout;
import android.widget.ListView;
import android.widget.ProgressBar;
import android.widget.TextView;
import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.HubSpotAssociations;
import io.reactivex.rxjava3.android.schedulers.AndroidSchedulers;
import io.reactivex.rxjava3.disposables.CompositeDisposable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A screen that links contacts to their companies: the list of pairs, each with what became of it,
 * a progress bar, and one sentence when HubSpot refuses the whole. What is under way is cancelled
 * when the screen goes.
 */
public final class LinkActivity extends Activity {
  private static final int SPACE = 24;

  private final CompositeDisposable underWay = new CompositeDisposable();
  private final List<String> lines = new ArrayList<>();
  private List<ContactAndCompany> pairs = new ArrayList<>();

  private ArrayAdapter<String> list;
  private ProgressBar progress;
  private TextView message;
  private Button start;

  @Override
  protected void onCreate(@Nullable Bundle savedInstanceState) {
    super.onCreate(savedInstanceState);
    pairs = ((LinkApplication) getApplication()).pairs();
    for (ContactAndCompany pair : pairs) {
      lines.add(pair.toString());
    }
    setContentView(screen());
    start.setOnClickListener(button -> link());
  }

  @Override
  protected void onDestroy() {
    // Cancels the calls under way; what HubSpot had done stays done, and is done again without
    // harm.
    underWay.dispose();
    super.onDestroy();
  }

  private void link() {
    start.setEnabled(false);
    message.setText("Linking…");
    HubSpotAssociations hubspot = ((LinkApplication) getApplication()).hubspot();
    underWay.add(
        hubspot
            .bulk()
            .build()
            .associate(ContactAndCompany.requests(pairs))
            // Parsing and waiting happen on the library's threads; only what is drawn comes here.
            .observeOn(AndroidSchedulers.mainThread())
            .subscribe(this::show, this::showFailure, this::showEnd));
  }

  private void show(AssociationOutcome<ContactAndCompany> outcome) {
    int row = (int) outcome.index();
    lines.set(row, pairs.get(row) + ": " + Sentences.of(outcome));
    list.notifyDataSetChanged();
    progress.incrementProgressBy(1);
    String stopped = Sentences.ofTheWhole(outcome);
    if (stopped != null) {
      message.setText(stopped);
    }
  }

  private void showFailure(Throwable failure) {
    message.setText(Sentences.of(failure));
    start.setEnabled(true);
  }

  private void showEnd() {
    if (message.getText().toString().equals("Linking…")) {
      message.setText("Done.");
    }
    start.setEnabled(true);
  }

  private View screen() {
    LinearLayout screen = new LinearLayout(this);
    screen.setOrientation(LinearLayout.VERTICAL);
    screen.setPadding(SPACE, SPACE, SPACE, SPACE);
    screen.setBackgroundColor(0xFFFFFFFF);

    message = new TextView(this);
    message.setId(R.MESSAGE);
    message.setText(pairs.size() + " contacts to link to their companies");
    message.setTextColor(0xFF202020);
    screen.addView(message);

    progress = new ProgressBar(this, null, android.R.attr.progressBarStyleHorizontal);
    progress.setId(R.PROGRESS);
    progress.setMax(pairs.size());
    screen.addView(progress);

    start = new Button(this);
    start.setId(R.START);
    start.setText("Link");
    screen.addView(start);

    list = new ArrayAdapter<>(this, android.R.layout.simple_list_item_1, lines);
    ListView rows = new ListView(this);
    rows.setId(R.ROWS);
    rows.setAdapter(list);
    screen.addView(rows);
    return screen;
  }

  /**
   * The views' ids. Android's tools would generate this from resources; this build does without
   * them.
   */
  static final class R {
    static final int MESSAGE = 0x10001;
    static final int PROGRESS = 0x10002;
    static final int START = 0x10003;
    static final int ROWS = 0x10004;

    private R() {}
  }
}
