package io.latentmill.job.ledger;

import io.latentmill.job.ledger.store.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/** The objects DIRECTORY/NUMBER.json, numbered from 1 without gaps. */
final class Numbered {
  private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,8}");

  private final ObjectStore store;
  private final String directory;

  Numbered(ObjectStore store, String directory) {
    this.store = store;
    this.directory = directory;
  }

  String name(int number) {
    return directory + "/" + number + ".json";
  }

  /** The highest number there is; 0 if none. */
  int highest() throws IOException {
    return numbers().stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  /** All numbers there are, ascending. */
  List<Integer> numbers() throws IOException {
    return store.list(directory).stream()
        .map(name -> name.substring(directory.length() + 1))
        .filter(file -> file.endsWith(".json"))
        .map(file -> file.substring(0, file.length() - ".json".length()))
        .filter(number -> NUMBER.matcher(number).matches())
        .map(Integer::valueOf)
        .sorted()
        .toList();
  }
}
