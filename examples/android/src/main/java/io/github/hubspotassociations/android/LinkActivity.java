package io.github.hubspotassociations.android;

import android.app.Activity;
import android.content.Context;
import android.os.Bundle;
import android.view.Gravity;
import android.view.View;
import android.view.ViewGroup;
import android.view.ViewGroup.LayoutParams;
import android.widget.ArrayAdapter;
import android.widget.Button;
import android.widget.LinearLayout;
import android.widget.ListView;
import android.widget.ProgressBar;
import android.widget.TextView;
import io.github.hubspotassociations.AssociationOutcome;
import io.github.hubspotassociations.AssociationRequest;
import io.github.hubspotassociations.HubSpotAssociations;
import io.reactivex.rxjava3.android.schedulers.AndroidSchedulers;
import io.reactivex.rxjava3.disposables.CompositeDisposable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A screen that links contacts to their companies: the list of pairs, each with what became of it,
 * a progress bar, and one sentence when HubSpot rejects the whole run. Pressing the button again
 * sends what is not linked yet. What is in flight is cancelled when the screen goes.
 */
public final class LinkActivity extends Activity {
  private final CompositeDisposable underWay = new CompositeDisposable();
  private final List<Row> rows = new ArrayList<>();

  private ArrayAdapter<Row> list;
  private ProgressBar progress;
  private TextView message;
  private Button start;

  @Override
  protected void onCreate(@Nullable Bundle savedInstanceState) {
    // An application says both in its manifest, which this build has not.
    setTheme(android.R.style.Theme_Material_Light_DarkActionBar);
    setTitle("Contacts and companies");
    super.onCreate(savedInstanceState);
    for (ContactAndCompany pair : ((LinkApplication) getApplication()).pairs()) {
      rows.add(new Row(pair));
    }
    setContentView(screen());
    start.setOnClickListener(button -> link());
  }

  @Override
  protected void onDestroy() {
    // Cancels the calls in flight, and nothing is shown any more, not even what waits for this
    // thread already. What HubSpot had done stays done, and is done again without harm.
    underWay.dispose();
    super.onDestroy();
  }

  private void link() {
    List<AssociationRequest<Row>> requests = new ArrayList<>();
    for (Row row : rows) {
      if (!row.isLinked()) {
        row.wait("waiting");
        requests.add(row.request());
      }
    }
    start.setEnabled(false);
    message.setText("Linking…");
    progress.setMax(requests.size());
    progress.setProgress(0);
    list.notifyDataSetChanged();
    HubSpotAssociations hubspot = ((LinkApplication) getApplication()).hubspot();
    underWay.add(
        hubspot
            .bulk()
            .build()
            .associate(requests)
            // Parsing and waiting happen on the library's threads; only what is drawn comes here.
            .observeOn(AndroidSchedulers.mainThread())
            .subscribe(this::show, this::showFailure, this::showEnd));
  }

  private void show(AssociationOutcome<Row> outcome) {
    outcome.context().show(outcome);
    list.notifyDataSetChanged();
    progress.incrementProgressBy(1);
    String rejection = Sentences.ofTheWhole(outcome);
    if (rejection != null) {
      message.setText(rejection);
    }
  }

  /**
   * Only a failing input ends here, or an error in this class; HubSpot's rejections are outcomes.
   */
  private void showFailure(Throwable failure) {
    message.setText(Sentences.of(failure));
    start.setEnabled(true);
  }

  private void showEnd() {
    int linked = 0;
    for (Row row : rows) {
      linked += row.isLinked() ? 1 : 0;
    }
    if (message.getText().toString().equals("Linking…")) {
      message.setText(String.format(Locale.ROOT, "%d of %d linked.", linked, rows.size()));
    }
    start.setText("Link what is left");
    start.setEnabled(linked < rows.size());
  }

  private View screen() {
    LinearLayout screen = new LinearLayout(this);
    screen.setOrientation(LinearLayout.VERTICAL);

    message = new TextView(this);
    message.setId(R.MESSAGE);
    message.setText(String.format(Locale.ROOT, "%d contacts to link.", rows.size()));
    message.setTextSize(18);
    message.setTextColor(0xFF202020);
    message.setGravity(Gravity.CENTER_VERTICAL);
    message.setPadding(dp(16), dp(12), dp(16), dp(8));
    screen.addView(message, new LinearLayout.LayoutParams(LayoutParams.MATCH_PARENT, dp(72)));

    progress = new ProgressBar(this, null, android.R.attr.progressBarStyleHorizontal);
    progress.setId(R.PROGRESS);
    progress.setPadding(dp(16), 0, dp(16), 0);
    progress.setMax(rows.size());
    screen.addView(progress);

    list = new RowsAdapter(this, rows);
    ListView view = new ListView(this);
    view.setId(R.ROWS);
    view.setAdapter(list);
    screen.addView(view, new LinearLayout.LayoutParams(LayoutParams.MATCH_PARENT, 0, 1));

    start = new Button(this);
    start.setId(R.START);
    start.setText("Link all");
    LinearLayout.LayoutParams below =
        new LinearLayout.LayoutParams(LayoutParams.MATCH_PARENT, dp(56));
    below.setMargins(dp(12), dp(4), dp(12), dp(8));
    screen.addView(start, below);
    return screen;
  }

  private int dp(int value) {
    return Math.round(value * getResources().getDisplayMetrics().density);
  }

  /** Two lines for each pair: whom it links, and what became of it. */
  private static final class RowsAdapter extends ArrayAdapter<Row> {
    RowsAdapter(Context context, List<Row> rows) {
      super(context, android.R.layout.simple_list_item_2, android.R.id.text1, rows);
    }

    @Override
    public View getView(int position, @Nullable View convertView, ViewGroup parent) {
      View view = super.getView(position, convertView, parent);
      Row row = getItem(position);
      TextView state = view.findViewById(android.R.id.text2);
      state.setText(row.state());
      state.setTextColor(row.colour());
      return view;
    }
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
