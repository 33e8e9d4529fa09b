package io.latentmill.job.sink.card;

import io.latentmill.job.sink.SinkFormat;
import io.latentmill.job.sink.metadata.MetadataOptions;
import io.latentmill.udf.request.FailureKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The card: YAML that Hugging Face reads ({@code configs}, {@code dataset_info}), then Markdown
 * that people read. A function of its facts alone.
 */
public final class DatasetCard {
  /** The card's path in the output. */
  public static final String PATH = "README.md";

  private final CardFacts facts;

  private DatasetCard(CardFacts facts) {
    this.facts = facts;
  }

  /** The card's text. */
  public static byte[] text(CardFacts facts) {
    DatasetCard card = new DatasetCard(facts);
    String text = "---\n" + Yaml.of(card.header()) + "---\n\n" + card.body();
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Map<String, Object> header() {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("pretty_name", facts.title());
    header.put("task_categories", List.of("text-to-image"));
    header.put("tags", List.of("synthetic", "stable-diffusion", "latentmill"));
    header.put("size_categories", List.of(SizeCategory.of(facts.loadedRows())));
    header.put("configs", List.of(config()));
    header.put("dataset_info", info());
    return header;
  }

  private Map<String, Object> config() {
    Map<String, Object> config = new LinkedHashMap<>();
    Map<String, Object> files = new LinkedHashMap<>();
    files.put("split", "train");
    files.put("path", facts.card(facts.loaded()).paths());
    config.put("config_name", "default");
    config.put("data_files", List.of(files));
    return config;
  }

  private Map<String, Object> info() {
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("config_name", "default");
    facts.card(facts.loaded()).features().ifPresent(features -> info.put("features", features));
    long bytes = facts.bytes().getOrDefault(facts.loaded(), 0L);
    Map<String, Object> split = new LinkedHashMap<>();
    split.put("name", "train");
    split.put("num_bytes", bytes);
    split.put("num_examples", facts.loadedRows());
    info.put("splits", List.of(split));
    info.put("download_size", bytes);
    info.put("dataset_size", bytes);
    return info;
  }

  private String body() {
    List<String> sections = new ArrayList<>();
    sections.add("# " + markdown(facts.title()));
    sections.add(
        "%s images generated with Stable Diffusion by latentmill, with the parameters of each."
            .formatted(count(facts.rows().generated())));
    sections.add("## Contents\n\n" + contents());
    sections.add("## Loading\n\n" + loading());
    sections.add("## Columns\n\n" + COLUMNS + passthrough());
    sections.add("## Making\n\n" + making());
    return String.join("\n\n", sections) + "\n";
  }

  private String contents() {
    StringBuilder table = new StringBuilder("| rows | count |\n|---|---:|\n");
    table.append("| generated | ").append(count(facts.rows().generated())).append(" |\n");
    for (FailureKind kind : FailureKind.values()) {
      long failed = facts.rows().failedRows(kind);
      if (failed > 0) {
        table.append("| failed: ").append(kind.label()).append(" | ");
        table.append(count(failed)).append(" |\n");
      }
    }
    table.append("| **all** | **").append(count(facts.rows().rows())).append("** |");
    return table.toString();
  }

  private String loading() {
    List<String> lines = new ArrayList<>();
    lines.add("load_dataset(\".\", split=\"train\")  # this folder, as declared above");
    for (SinkFormat format : facts.formats()) {
      lines.add(facts.card(format).loading());
    }
    return "```python\nfrom datasets import load_dataset\n\n" + String.join("\n", lines) + "\n```";
  }

  private static final String COLUMNS =
      """
      `id` names a row; `status` is `generated` or `failed`, then with `failure_kind` and `message`.
      `prompt`, `negative_prompt`, `seed`, `steps`, `guidance_scale`, `sampler` and the columns after
      them are the parameters as they took effect: the same row, model and seed give the same image.
      `image_sha256` is the digest of the encoded image, `flags` names what to know about it
      (`black`, `flat`, `prompt_truncated`, …).""";

  private String passthrough() {
    List<String> names = facts.schema().passthrough();
    return names.isEmpty()
        ? ""
        : "\nFrom the prompt table, unchanged: "
            + String.join(", ", names.stream().map(DatasetCard::code).toList())
            + ".";
  }

  private String making() {
    StringBuilder table = new StringBuilder("| | |\n|---|---|\n");
    MetadataOptions options = facts.schema().options();
    table.append(row("model", options.model().name()));
    table.append(row("model SHA-256", options.model().sha256()));
    options
        .others()
        .forEach((name, model) -> table.append(row("model " + name + " SHA-256", model.sha256())));
    options
        .extras()
        .modelLicence()
        .ifPresent(licence -> table.append(row("model licence", licence)));
    facts.settings().forEach((name, value) -> table.append(row(name, value)));
    return table
        + "\nEvery file's SHA-256 is in `_latentmill/manifests`; `latentmill verify` checks them."
        + "\nFor the gallery open `report/index.html`.";
  }

  private static String row(String name, String value) {
    return "| " + markdown(name) + " | " + code(value) + " |\n";
  }

  private static String count(long rows) {
    return String.format(Locale.ROOT, "%,d", rows);
  }

  private static String code(String text) {
    return "`" + oneLine(text).replace("`", "'").replace("|", "\\|") + "`";
  }

  private static String markdown(String text) {
    return oneLine(text).replaceAll("([\\\\`*_\\[\\]<>|#])", "\\\\$1");
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ");
  }
}
