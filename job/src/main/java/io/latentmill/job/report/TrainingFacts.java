package io.latentmill.job.report;

import java.util.List;
import java.util.Map;

/**
 * What the report of a training shows.
 *
 * @param title of the page
 * @param model that the adapters are for
 * @param settings of adapters whose rows say nothing else
 */
public record TrainingFacts(
    String title, String model, List<Adapter> adapters, Map<String, String> settings) {

  /**
   * An adapter.
   *
   * @param failure why it is not trained; empty: it is
   * @param losses of its steps
   * @param samples drawn on the way
   */
  public record Adapter(
      String name, String failure, int examples, double[] losses, List<Sample> samples) {}

  /** A prompt's image before training and after it, as PNG files. */
  public record Sample(String prompt, byte[] before, byte[] after) {}
}
