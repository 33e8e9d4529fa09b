package io.latentmill.job.cli.progress;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latentmill.job.run.Progress;
import java.io.PrintWriter;
import java.util.function.LongSupplier;

/**
 * A JSON object a line, for programs: {@code {"event":"progress","rows":72,…}} when a run starts,
 * once a second at most while it goes on and when it ends; {@code {"event":"remark","text":…}};
 * {@code {"event":"committed","chunk":3,…}}.
 */
public final class JsonProgress implements Progress {
  private static final long PACE_NANOS = 1_000_000_000L;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final PrintWriter lines;
  private final LongSupplier nanos;
  private final Meter meter;
  private long lastTold;
  private boolean running;

  /**
   * Lines that are not there yet.
   *
   * @param nanos a clock, {@link System#nanoTime()} but in tests
   */
  public JsonProgress(PrintWriter lines, LongSupplier nanos) {
    this.lines = lines;
    this.nanos = nanos;
    this.meter = new Meter(nanos);
  }

  @Override
  public synchronized void started(long rows, long done) {
    meter.start(rows, done);
    running = true;
    tellProgress("started");
  }

  @Override
  public synchronized void advanced(long batch, long generated, long failed) {
    meter.add(generated, failed);
    if (running && nanos.getAsLong() - lastTold >= PACE_NANOS) {
      tellProgress("progress");
    }
  }

  @Override
  public synchronized void committed(int chunk, long generated, long failed) {
    tell(event("committed").put("chunk", chunk).put("generated", generated).put("failed", failed));
  }

  @Override
  public synchronized void remark(String text) {
    tell(event("remark").put("text", text));
  }

  @Override
  public synchronized void ended() {
    if (running) {
      tellProgress("ended");
      running = false;
    }
  }

  private void tellProgress(String name) {
    Meter.State state = meter.state();
    ObjectNode event =
        event(name)
            .put("rows", state.rows())
            .put("done", state.done())
            .put("generated", state.generated())
            .put("failed", state.failed())
            .put("images_per_second", Math.round(state.rate() * 1000) / 1000.0);
    state.secondsLeft().ifPresent(seconds -> event.put("seconds_left", seconds));
    tell(event);
    lastTold = nanos.getAsLong();
  }

  private static ObjectNode event(String name) {
    return MAPPER.createObjectNode().put("event", name);
  }

  private void tell(ObjectNode event) {
    try {
      lines.println(MAPPER.writeValueAsString(event));
      lines.flush();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
