package io.latentmill.job.train;

import io.latentmill.udf.training.StepReport;
import java.io.Serializable;
import java.util.List;

/**
 * What became of an adapter.
 *
 * @param kind of its failure, like message empty for a trained one
 * @param examples it was trained on
 * @param steps that were made
 * @param loss of the last one; NaN before the first
 * @param losses step, loss, gradient norm and learning rate of every step
 * @param files of a trained one
 */
record AdapterResult(
    String adapter,
    String kind,
    String message,
    int examples,
    int steps,
    double loss,
    List<double[]> losses,
    List<StoredFile> files)
    implements Serializable {

  AdapterResult {
    losses = List.copyOf(losses);
    files = List.copyOf(files);
  }

  static AdapterResult trained(
      String adapter, int examples, List<StepReport> reports, List<StoredFile> files) {
    return of(adapter, "", "", examples, reports, files);
  }

  static AdapterResult failed(
      String adapter, String kind, String message, int examples, List<StepReport> reports) {
    return of(adapter, kind, message, examples, reports, List.of());
  }

  private static AdapterResult of(
      String adapter,
      String kind,
      String message,
      int examples,
      List<StepReport> reports,
      List<StoredFile> files) {
    List<StepReport> made = reports.stream().filter(report -> !report.skipped()).toList();
    return new AdapterResult(
        adapter,
        kind,
        message,
        examples,
        made.size(),
        made.isEmpty() ? Double.NaN : made.get(made.size() - 1).loss(),
        made.stream().map(AdapterResult::numbers).toList(),
        files);
  }

  private static double[] numbers(StepReport report) {
    return new double[] {
      report.step(), report.loss(), report.gradientNorm(), report.learningRate()
    };
  }

  boolean isTrained() {
    return message.isEmpty();
  }
}
