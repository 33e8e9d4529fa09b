package io.latentmill.job.train;

import io.latentmill.job.report.TrainingFacts;
import io.latentmill.job.report.TrainingPage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** Gathers what the report of a training shows: all of it stands in the output. */
final class TrainingReport {
  private TrainingReport() {}

  /** Writes it; gives its path. */
  static Path write(OutputFiles files) throws IOException {
    List<TrainingFacts.Adapter> adapters = new ArrayList<>();
    Optional<TrainingRun> run = TrainingRun.read(files);
    for (AdapterResult record : new AdapterRecords(files).all()) {
      adapters.add(
          new TrainingFacts.Adapter(
              record.adapter(),
              record.message(),
              record.examples(),
              record.losses().stream().mapToDouble(step -> step[1]).toArray(),
              samples(files, record.adapter(), run)));
    }
    byte[] page =
        TrainingPage.html(
            new TrainingFacts(
                files.root().getName(),
                run.map(TrainingRun::modelName).orElse(""),
                adapters,
                run.map(TrainingReport::settings).orElse(Map.of())));
    files.replace(TrainingPage.PATH, stream -> stream.write(page));
    return files.path(TrainingPage.PATH);
  }

  private static Map<String, String> settings(TrainingRun run) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("examples", run.examples());
    settings.put("method", run.settings().method().label());
    settings.put("steps", String.valueOf(run.settings().steps()));
    settings.put("batch", run.settings().batchSize() + " x " + run.settings().accumulate());
    settings.put("learning rate", String.valueOf(run.settings().learningRate()));
    settings.put("schedule", run.settings().schedule().label());
    settings.put("resolution", String.valueOf(run.settings().resolution()));
    settings.put("seed", String.valueOf(run.settings().seed()));
    return settings;
  }

  /** For every prompt its first and last image. */
  private static List<TrainingFacts.Sample> samples(
      OutputFiles files, String adapter, Optional<TrainingRun> run) throws IOException {
    String folder = AdapterRecords.SAMPLES + "/" + adapter;
    List<String> names = files.names(folder);
    List<TrainingFacts.Sample> samples = new ArrayList<>();
    List<String> prompts = run.map(it -> it.samples().prompts()).orElse(List.of());
    for (int i = 0; i < prompts.size(); i++) {
      String ending = "-" + i + ".png";
      List<String> own = names.stream().filter(name -> name.endsWith(ending)).toList();
      if (own.size() > 1) {
        samples.add(
            new TrainingFacts.Sample(
                prompts.get(i),
                files.read(folder + "/" + own.get(0)).orElseThrow(),
                files.read(folder + "/" + own.get(own.size() - 1)).orElseThrow()));
      }
    }
    return samples;
  }
}
