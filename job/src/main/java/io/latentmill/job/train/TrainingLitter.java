package io.latentmill.job.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a training's output can do without: what adapters that are trained were made of, adapters
 * half put in their place, files that no record names, and writings that were cut off. Checkpoints
 * of adapters that are still to be trained stay.
 */
record TrainingLitter(OutputFiles files, List<String> names) {
  static TrainingLitter of(OutputFiles files) throws IOException {
    List<String> names = new ArrayList<>();
    AdapterRecords records = new AdapterRecords(files);
    for (String adapter : files.names(AdapterRecords.STATES)) {
      String state = AdapterRecords.STATES + "/" + adapter;
      if (records.read(adapter).filter(AdapterResult::isTrained).isPresent()) {
        names.add(state);
      } else {
        for (String name : List.of("/finished", "/checkpoint.safetensors.next")) {
          if (files.has(state + name)) {
            names.add(state + name);
          }
        }
      }
    }
    for (String adapter : files.names(AdapterRecords.ADAPTERS)) {
      addOf(files, adapter, records.read(adapter), names);
    }
    return new TrainingLitter(files, names);
  }

  private static void addOf(
      OutputFiles files, String adapter, Optional<AdapterResult> record, List<String> names)
      throws IOException {
    String folder = AdapterRecords.ADAPTERS + "/" + adapter;
    if (record.isEmpty()) {
      if (files.has(AdapterRecords.STATES + "/" + adapter)) {
        names.add(folder);
      }
      return;
    }
    List<String> named = record.get().files().stream().map(StoredFile::name).toList();
    for (String name : files.below(folder)) {
      if (!named.contains(name)) {
        names.add(folder + "/" + name);
      }
    }
  }

  /** Their paths. */
  List<String> lines() {
    return names.stream().map(name -> files.path(name).toString()).toList();
  }

  void remove() throws IOException {
    for (String name : names) {
      files.delete(name);
    }
  }
}
