package io.latentmill.job.train;

import io.latentmill.udf.bits.Sha256;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * What a verification of a training's output came to.
 *
 * @param findings what is wrong, one line each; failed adapters are none
 * @param adapters that are trained
 * @param failed that are not, and say why
 * @param files of the trained ones
 * @param bytes of these
 */
public record TrainingCheck(
    List<String> findings, int adapters, int failed, int files, long bytes) {
  public TrainingCheck {
    findings = List.copyOf(findings);
  }

  static TrainingCheck of(OutputFiles files) throws IOException {
    List<String> findings = new ArrayList<>();
    Set<String> recorded = new HashSet<>();
    int trained = 0;
    int count = 0;
    long bytes = 0;
    List<AdapterResult> records = new AdapterRecords(files).all();
    for (AdapterResult record : records) {
      recorded.add(record.adapter());
      trained += record.isTrained() ? 1 : 0;
      for (StoredFile file : record.files()) {
        check(files, record.adapter(), file, findings);
        count++;
        bytes += file.bytes();
      }
      unnamed(files, record, findings);
    }
    for (String name : files.names(AdapterRecords.ADAPTERS)) {
      if (!recorded.contains(name)) {
        findings.add(AdapterRecords.ADAPTERS + "/" + name + " has no record");
      }
    }
    Optional<TrainingRun> run = TrainingRun.read(files);
    long missing =
        run.stream()
            .flatMap(it -> it.adapters().stream())
            .filter(name -> !recorded.contains(name))
            .count();
    if (missing > 0) {
      findings.add(
          "%d of %d adapters are still to be trained"
              .formatted(missing, run.get().adapters().size()));
    }
    return new TrainingCheck(findings, trained, records.size() - trained, count, bytes);
  }

  private static void check(
      OutputFiles files, String adapter, StoredFile file, List<String> findings)
      throws IOException {
    String name = AdapterRecords.ADAPTERS + "/" + adapter + "/" + file.name();
    try (FSDataInputStream in = files.files().open(files.path(name))) {
      Sha256.Content content = Sha256.of(in);
      if (content.bytes() != file.bytes()) {
        findings.add("%s has %d bytes, not %d".formatted(name, content.bytes(), file.bytes()));
      } else if (!content.hex().equals(file.sha256())) {
        findings.add("%s is damaged: its SHA-256 is another".formatted(name));
      }
    } catch (FileNotFoundException e) {
      findings.add(name + " is missing");
    }
  }

  private static void unnamed(OutputFiles files, AdapterResult record, List<String> findings)
      throws IOException {
    String folder = AdapterRecords.ADAPTERS + "/" + record.adapter();
    List<String> named = record.files().stream().map(StoredFile::name).toList();
    for (String name : files.below(folder)) {
      if (!named.contains(name)) {
        findings.add(folder + "/" + name + " is named by no record");
      }
    }
  }
}
