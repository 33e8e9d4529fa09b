package io.latentmill.job.train;

import ai.djl.engine.EngineException;
import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.job.run.ProgressLine;
import io.latentmill.udf.pipeline.Networks;
import io.latentmill.udf.pipeline.PipelineLoader;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.sql.PipelineCache;
import io.latentmill.udf.sql.TaskDevice;
import io.latentmill.udf.torch.Torch;
import io.latentmill.udf.training.StepReport;
import io.latentmill.udf.training.adapter.AdapterTraining;
import io.latentmill.udf.training.file.Checkpoint;
import io.latentmill.udf.training.file.TrainedFile;
import io.latentmill.udf.weights.Component;
import io.latentmill.udf.weights.SafetensorsFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;

/** Trains one adapter, on the executor. Whatever is wrong with it stands in its record. */
record AdapterTask(TaskSettings task, String adapter, Configuration configuration) {
  void run(Iterable<ExampleRow> rows) {
    List<StepReport> reports = new ArrayList<>();
    int examples = 0;
    try {
      AdapterExamples read = AdapterExamples.read(rows, task, configuration);
      examples = read.examples().size();
      train(read, reports);
    } catch (LatentmillException e) {
      fail(e.kind(), e, examples, reports);
    } catch (EngineException e) {
      fail(FailureKind.RESOURCE, e, examples, reports);
    } catch (IOException e) {
      fail(FailureKind.RESOURCE, e, examples, reports);
    }
  }

  private void fail(FailureKind kind, Exception cause, int examples, List<StepReport> reports) {
    String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    ProgressLine.say("%s failed: %s".formatted(adapter, message));
    AdapterResult result = AdapterResult.failed(adapter, kind.label(), message, examples, reports);
    try {
      new AdapterFolder(task.output(), adapter, configuration).record(result);
    } catch (IOException e) {
      ProgressLine.say("%s: cannot keep its record: %s".formatted(adapter, e.getMessage()));
    }
  }

  private void train(AdapterExamples read, List<StepReport> reports) throws IOException {
    Torch.useThreads(task.threads());
    TaskDevice device = TaskDevice.of(TaskContext.get(), task.cpuOnly());
    Networks networks = PipelineCache.get(task.pipeline(), device, configuration).networks();
    AdapterFolder folder = new AdapterFolder(task.output(), adapter, configuration);
    try (AdapterTraining training =
        AdapterTraining.of(networks, read.settings(), read.examples(), task.samples())) {
      if (folder.hasCheckpoint()) {
        try (SafetensorsFile file = SafetensorsFile.open(folder.checkpoint(), configuration)) {
          training.resume(Checkpoint.restore(training.trainer(), read.digest(), file));
        }
        ProgressLine.say("%s goes on after step %d".formatted(adapter, training.trainer().steps()));
      } else {
        folder.writeSamples(0, training.draw());
      }
      reports.addAll(training.reports());
      steps(training, read, folder, reports);
      List<TrainedFile> files = new ArrayList<>(training.files(unetConfig()));
      files.add(ModelCard.file(task, adapter, read, reports));
      folder.record(
          AdapterResult.trained(adapter, read.examples().size(), reports, folder.finish(files)));
    }
  }

  private void steps(
      AdapterTraining training,
      AdapterExamples read,
      AdapterFolder folder,
      List<StepReport> reports)
      throws IOException {
    int images = read.settings().batchSize() * read.settings().accumulate();
    Pace pace = new Pace(training.trainer().steps(), images, System.nanoTime());
    while (!training.done()) {
      if (TaskContext.get().isInterrupted()) {
        throw new TaskKilledException("killed between steps");
      }
      StepReport report = training.step();
      reports.add(report);
      ProgressLine.advanced(images);
      boolean due = report.step() % task.checkpointSteps() == 0;
      if ((due && !report.skipped()) || training.done()) {
        folder.writeSamples(report.step(), training.draw());
      }
      if (due && !report.skipped() && !training.done()) {
        folder.writeCheckpoint(
            stream ->
                Checkpoint.write(training.trainer(), training.reports(), read.digest(), stream));
      }
      if (due || report.skipped()) {
        ProgressLine.say(line(report, read.settings().steps(), pace));
      }
    }
  }

  private String line(StepReport report, int steps, Pace pace) {
    return report.skipped()
        ? "%s: step %d: gradients overflowed float16; again with a smaller scale"
            .formatted(adapter, report.step())
        : String.format(
            Locale.ROOT,
            "%s: step %d of %d, loss %.4f, %s",
            adapter,
            report.step(),
            steps,
            report.loss(),
            pace.text(report.step(), steps, System.nanoTime()));
  }

  private JsonNode unetConfig() {
    return PipelineLoader.open(task.pipeline(), configuration).config(Component.UNET);
  }
}
