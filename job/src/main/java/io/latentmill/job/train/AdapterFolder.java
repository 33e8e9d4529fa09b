package io.latentmill.job.train;

import io.latentmill.udf.image.ImageEncoder;
import io.latentmill.udf.image.Marking;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.training.file.TrainedFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Where an adapter's files are. The folder that people see is there when the adapter is trained,
 * and not before: it is written elsewhere and moved, and its record is written last.
 */
final class AdapterFolder {
  private final OutputFiles files;
  private final AdapterRecords records;
  private final String adapter;
  private final String done;
  private final String state;

  AdapterFolder(String output, String adapter, Configuration configuration) throws IOException {
    this.files = OutputFiles.of(new Path(output), configuration);
    this.records = new AdapterRecords(files);
    this.adapter = adapter;
    this.done = AdapterRecords.ADAPTERS + "/" + adapter;
    this.state = AdapterRecords.STATES + "/" + adapter;
  }

  /** Whether the adapter is trained. Outputs of before there were records have only the folder. */
  boolean isDone() throws IOException {
    Optional<AdapterResult> record = records.read(adapter);
    return record.isPresent() ? record.get().isTrained() : files.has(done) && !files.has(state);
  }

  Path checkpoint() {
    return files.path(state + "/checkpoint.safetensors");
  }

  boolean hasCheckpoint() throws IOException {
    return files.files().exists(checkpoint());
  }

  /** Replaces the checkpoint; a writer that is cut off leaves the last one. */
  void writeCheckpoint(TrainedFile.Content content) throws IOException {
    files.replace(state + "/checkpoint.safetensors", content);
  }

  /** Keeps images that were drawn after a step. */
  void writeSamples(int step, List<RgbImage> images) throws IOException {
    for (int i = 0; i < images.size(); i++) {
      byte[] png = ImageEncoder.png().encode(images.get(i), Optional.empty(), Marking.IPTC);
      String name = String.format(Locale.ROOT, "%06d-%d.png", step, i);
      files.write(AdapterRecords.SAMPLES + "/" + adapter + "/" + name, stream -> stream.write(png));
    }
  }

  /** Puts the adapter in its place; gives its files. */
  List<StoredFile> finish(List<TrainedFile> contents) throws IOException {
    String next = state + "/finished";
    files.delete(next);
    List<StoredFile> stored = new ArrayList<>();
    for (TrainedFile file : contents) {
      StoredFile written = files.write(next + "/" + file.name(), file.content());
      stored.add(new StoredFile(file.name(), written.bytes(), written.sha256()));
    }
    files.delete(done);
    files.move(next, done);
    return stored;
  }

  /** Says what became of the adapter; of a trained one nothing else is needed any more. */
  void record(AdapterResult result) throws IOException {
    records.write(result);
    if (result.isTrained()) {
      files.delete(state);
    }
  }
}
