package io.latentmill.job.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latentmill.job.columns.ScoreColumn;
import io.latentmill.job.curation.Curation;
import io.latentmill.job.curation.Scoring;
import io.latentmill.job.curation.Selection;
import io.latentmill.job.curation.UnsafeImages;
import io.latentmill.udf.scores.ScorerDigests;
import io.latentmill.udf.scores.ScorerSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/**
 * What an output's record says of its curation: nothing where there is none, so that outputs of
 * before are read as what they are. Models that score are known by their digests; their paths stand
 * there for commands that run rows again.
 */
final class RecordedCuration {
  private static final String MODELS = "scorers";
  private static final String SCORES = "scores";
  private static final String UNSAFE = "unsafe";
  private static final String KEEP = "keep";
  private static final String REDRAWS = "redraws";
  private static final String WATERMARK = "watermark";

  private RecordedCuration() {}

  /** Where the models lie. */
  static void putPaths(Curation curation, Configuration configuration, ObjectNode file) {
    ScorerSpec models =
        curation
            .at(path -> HeldOutput.qualified(path, configuration).toString())
            .scoring()
            .models();
    ObjectNode paths = file.objectNode();
    models.clipPath().ifPresent(path -> paths.put("clip", path));
    models.aestheticPath().ifPresent(path -> paths.put("aesthetic", path));
    models.safetyPath().ifPresent(path -> paths.put("safety", path));
    putIfAny(file, paths);
  }

  /** What the models are. */
  static void putDigests(Curation curation, Configuration configuration, ObjectNode fingerprint) {
    SortedMap<String, String> found = ScorerDigests.of(curation.scoring().models(), configuration);
    ObjectNode digests = fingerprint.objectNode();
    found.forEach(digests::put);
    putIfAny(fingerprint, digests);
  }

  private static void putIfAny(ObjectNode parent, ObjectNode models) {
    if (!models.isEmpty()) {
      parent.set(MODELS, models);
    }
  }

  /** The settings, by their names on the command line. */
  static Map<String, String> text(Curation curation) {
    Map<String, String> settings = new TreeMap<>();
    Scoring scoring = curation.scoring();
    if (scoring.wanted()) {
      settings.put(
          SCORES,
          scoring.columns().stream().map(ScoreColumn::label).collect(Collectors.joining(",")));
      if (scoring.unsafe() != UnsafeImages.KEEP) {
        settings.put(UNSAFE, scoring.unsafe().label());
      }
    }
    if (curation.selection().wanted()) {
      settings.put(KEEP, curation.selection().keep());
      settings.put(REDRAWS, String.valueOf(curation.selection().redraws()));
    }
    if (!curation.watermark().isEmpty()) {
      settings.put(WATERMARK, curation.watermark());
    }
    return settings;
  }

  /**
   * What was written.
   *
   * @param file the record
   * @param settings its options
   */
  static Curation read(JsonNode file, JsonNode settings) {
    Selection selection =
        new Selection(settings.path(KEEP).asText(), settings.path(REDRAWS).asInt());
    return new Curation(scoring(file, settings), selection, settings.path(WATERMARK).asText());
  }

  private static Scoring scoring(JsonNode file, JsonNode settings) {
    if (!settings.has(SCORES)) {
      return Scoring.NONE;
    }
    JsonNode paths = file.path(MODELS);
    List<String> columns = Arrays.asList(settings.path(SCORES).asText().split(","));
    ScorerSpec models =
        new ScorerSpec(
            paths.path("clip").textValue(),
            paths.path("aesthetic").textValue(),
            paths.path("safety").textValue());
    return new Scoring(
        true,
        models,
        columns.contains(ScoreColumn.EMBEDDING.label()),
        UnsafeImages.ofLabel(settings.path(UNSAFE).asText(UnsafeImages.KEEP.label())));
  }
}
