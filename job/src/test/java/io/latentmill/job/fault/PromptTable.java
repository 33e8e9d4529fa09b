package io.latentmill.job.fault;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A prompt table of small, quick rows, as JSON lines. */
final class PromptTable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final List<Map<String, Object>> rows = new ArrayList<>();

  static PromptTable empty() {
    return new PromptTable();
  }

  /** Ten plain rows and two that pass the gate of {@link Hooks}. */
  static PromptTable ordinary() {
    PromptTable table = empty();
    for (int i = 0; i < 10; i++) {
      table.row("row-" + i);
    }
    return table
        .row("gate-0", "init_image", hook(Hooks.WAITING))
        .row("gate-1", "init_image", hook(Hooks.WAITING));
  }

  static String hook(String image) {
    return "hook:///" + image;
  }

  /** Adds a row; {@code columns} are names and values that differ from an ordinary row's. */
  PromptTable row(String id, Object... columns) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("id", id);
    row.put("prompt", "a blue star on a white background");
    row.put("seed", rows.size());
    row.put("width", Hooks.SIDE);
    row.put("height", Hooks.SIDE);
    row.put("sampler", "ddim");
    row.put("steps", 2);
    for (int i = 0; i < columns.length; i += 2) {
      row.put(columns[i].toString(), columns[i + 1]);
    }
    rows.add(row);
    return this;
  }

  List<String> ids() {
    return rows.stream().map(row -> row.get("id").toString()).sorted().toList();
  }

  Path write(Path directory) {
    try {
      Path file = directory.resolve("prompts.jsonl");
      return Files.writeString(
          file, rows.stream().map(PromptTable::json).collect(Collectors.joining("\n")));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write a prompt table in " + directory, e);
    }
  }

  private static String json(Map<String, Object> row) {
    try {
      return MAPPER.writeValueAsString(row);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
