package io.latentmill.job.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.run.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final AtomicLong nanos = new AtomicLong();
  private final StringWriter text = new StringWriter();
  private final PrintWriter writer = new PrintWriter(text, true);

  /** Each between switching line wraps off and clearing the line's rest, as terminals have it. */
  @Test
  void drawsOneLineAgainAndAgainOnATerminal() {
    Progress progress = new TerminalProgress(writer, nanos::get, () -> false);
    progress.started(1200, 200);
    pass(10);
    progress.advanced(0, 49, 1);
    progress.advanced(0, 10, 0);
    pass(10);
    progress.ended();
    progress.ended();
    assertThat(text.toString().replace("\033[?7l", "<").replace("\033[K\033[?7h", ">"))
        .isEqualTo(
            "\r<200 of 1,200 images, 0.0 images/s, just begun, 0 failed>"
                + "\r<250 of 1,200 images, 5.0 images/s, 0:03:10 left, 1 failed>"
                + "\r<260 of 1,200 images, 3.0 images/s, 0:05:14 left, 1 failed>\n");
  }

  /** What ends the program by a signal has wiped the line off and said so in its place. */
  @Test
  void leavesTheTerminalAloneOnceASignalCame() {
    AtomicBoolean interrupted = new AtomicBoolean();
    Progress progress = new TerminalProgress(writer, nanos::get, interrupted::get);
    progress.started(1200, 200);
    String before = text.toString();
    interrupted.set(true);
    pass(10);
    progress.advanced(0, 49, 1);
    progress.ended();
    assertThat(text).hasToString(before);
  }

  @Test
  void writesFewPlainLinesIntoALog() {
    Progress progress = new LogProgress(writer, nanos::get);
    progress.started(100, 0);
    for (int second = 1; second <= 14; second++) {
      pass(1);
      progress.advanced(0, 1, 0);
    }
    progress.ended();
    assertThat(text)
        .hasToString(
            """
            latentmill: 0 of 100 images, 0.0 images/s, just begun, 0 failed
            latentmill: 5 of 100 images, 1.0 images/s, 0:01:35 left, 0 failed
            latentmill: 13 of 100 images, 1.0 images/s, 0:01:27 left, 0 failed
            latentmill: 14 of 100 images, 1.0 images/s, 0:01:26 left, 0 failed
            """);
  }

  @Test
  void saysOnceThatAllIsDone() {
    Progress progress = new LogProgress(writer, nanos::get);
    progress.started(2, 0);
    pass(10);
    progress.advanced(0, 2, 0);
    pass(3);
    progress.ended();
    assertThat(text)
        .hasToString(
            """
            latentmill: 0 of 2 images, 0.0 images/s, just begun, 0 failed
            latentmill: 2 of 2 images, 0.2 images/s, done, 0 failed
            """);
  }

  @Test
  void neverCountsBeyondTheRowsThereAre() {
    Progress progress = new LogProgress(writer, nanos::get);
    progress.started(4, 0);
    pass(2);
    progress.advanced(0, 5, 1);
    progress.ended();
    assertThat(text.toString()).endsWith("4 of 4 images, 3.0 images/s, done, 1 failed\n");
  }

  @Test
  void saysOnceThatThereIsNothingToDo() {
    Progress progress = new LogProgress(writer, nanos::get);
    progress.started(72, 72);
    progress.ended();
    assertThat(text).hasToString("latentmill: 72 of 72 images, 0.0 images/s, done, 0 failed\n");
  }

  @Test
  void writesAJsonObjectALineForPrograms() {
    Progress progress = new JsonProgress(writer, nanos::get);
    progress.remark("no GPU");
    progress.started(100, 20);
    pass(1);
    progress.advanced(0, 3, 1);
    progress.advanced(1, 4, 0);
    progress.committed(0, 7, 1);
    pass(1);
    progress.ended();
    progress.ended();
    assertThat(text)
        .hasToString(
            """
            {"event":"remark","text":"no GPU"}
            {"event":"started","rows":100,"done":20,"generated":0,"failed":0,"images_per_second":0.0}
            {"event":"progress","rows":100,"done":24,"generated":3,"failed":1,"images_per_second":4.0,"seconds_left":19}
            {"event":"committed","chunk":0,"generated":7,"failed":1}
            {"event":"ended","rows":100,"done":28,"generated":7,"failed":1,"images_per_second":4.0,"seconds_left":18}
            """);
  }

  private void pass(double seconds) {
    nanos.addAndGet((long) (seconds * 1e9));
  }
}
