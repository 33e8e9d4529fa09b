package io.latentmill.udf.training.file;

import ai.djl.ndarray.NDArray;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.training.Parameters;
import io.latentmill.udf.training.StepReport;
import io.latentmill.udf.training.Trainer;
import io.latentmill.udf.weights.DType;
import io.latentmill.udf.weights.SafetensorsFile;
import io.latentmill.udf.weights.SafetensorsWriter;
import io.latentmill.udf.weights.TensorInfo;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A moment of training in one safetensors file: parameters, optimiser, moving average, loss scale
 * and the reports of all steps. Random draws follow from the seed and the step, so that training
 * which goes on from here ends with the same bits as training that was never interrupted.
 */
public final class Checkpoint {
  private static final String STEP = "step";
  private static final String FINGERPRINT = "fingerprint";
  private static final String SCALE = "loss_scale";
  private static final String GOOD_STEPS = "good_steps";
  private static final String REPORTS = "reports";

  /** Step, loss, gradient norm, learning rate, skipped. */
  private static final int REPORT_NUMBERS = 5;

  private Checkpoint() {}

  /**
   * Writes one.
   *
   * @param fingerprint of everything that decides how training goes on
   */
  public static void write(
      Trainer trainer, List<StepReport> reports, String fingerprint, OutputStream stream)
      throws IOException {
    SafetensorsWriter writer = new SafetensorsWriter();
    writer.metadata(STEP, String.valueOf(trainer.steps()));
    writer.metadata(FINGERPRINT, fingerprint);
    writer.metadata(SCALE, String.valueOf(trainer.scale().factor()));
    writer.metadata(GOOD_STEPS, String.valueOf(trainer.scale().goodSteps()));
    Parameters parameters = trainer.parameters();
    vectors(trainer)
        .forEach(
            (kind, vector) ->
                parameters
                    .slots()
                    .shapes()
                    .forEach(
                        (name, shape) ->
                            writer.add(
                                new TensorInfo(kind + "." + name, DType.F32, shape),
                                buffer ->
                                    buffer.asFloatBuffer().put(parameters.read(vector, name)))));
    writer.add(
        new TensorInfo(REPORTS, DType.F64, new long[] {reports.size(), REPORT_NUMBERS}),
        buffer -> put(buffer.asDoubleBuffer(), reports));
    writer.write(stream);
  }

  /**
   * Goes on where a checkpoint was taken.
   *
   * @return the reports of the steps so far
   * @throws LatentmillException (user) if it was taken with other settings
   */
  public static List<StepReport> restore(
      Trainer trainer, String fingerprint, SafetensorsFile file) {
    if (!fingerprint.equals(file.metadata().get(FINGERPRINT))) {
      throw LatentmillException.user(
          "Cannot go on from %s: it was made with other settings, another model or other examples",
          file.describe());
    }
    Parameters parameters = trainer.parameters();
    vectors(trainer)
        .forEach(
            (kind, vector) ->
                parameters
                    .slots()
                    .shapes()
                    .keySet()
                    .forEach(name -> parameters.write(vector, name, read(file, kind, name))));
    trainer.resumeAfter(Integer.parseInt(file.metadata().get(STEP)));
    trainer
        .scale()
        .restore(
            Double.parseDouble(file.metadata().get(SCALE)),
            Integer.parseInt(file.metadata().get(GOOD_STEPS)));
    return reports(file);
  }

  private static Map<String, NDArray> vectors(Trainer trainer) {
    Map<String, NDArray> vectors = new LinkedHashMap<>();
    vectors.put("parameters", trainer.parameters().values());
    vectors.put("mean", trainer.optimizer().mean());
    vectors.put("square", trainer.optimizer().square());
    trainer.average().ifPresent(average -> vectors.put("average", average.values()));
    return vectors;
  }

  private static float[] read(SafetensorsFile file, String kind, String name) {
    String tensor = kind + "." + name;
    float[] values = new float[Math.toIntExact(file.info(tensor).elements())];
    file.read(tensor).asFloatBuffer().get(values);
    return values;
  }

  private static void put(DoubleBuffer buffer, List<StepReport> reports) {
    for (StepReport report : reports) {
      buffer.put(report.step()).put(report.loss()).put(report.gradientNorm());
      buffer.put(report.learningRate()).put(report.skipped() ? 1 : 0);
    }
  }

  private static List<StepReport> reports(SafetensorsFile file) {
    DoubleBuffer numbers = file.read(REPORTS).asDoubleBuffer();
    List<StepReport> reports = new ArrayList<>();
    while (numbers.hasRemaining()) {
      reports.add(
          new StepReport(
              (int) numbers.get(),
              numbers.get(),
              numbers.get(),
              numbers.get(),
              numbers.get() != 0));
    }
    return reports;
  }
}
