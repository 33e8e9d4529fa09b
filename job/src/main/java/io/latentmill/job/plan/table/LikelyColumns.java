package io.latentmill.job.plan.table;

import io.latentmill.udf.request.RequestColumn;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * Columns that pass through though their names look like ours: a mistyped {@code step} would
 * otherwise make every row with the default number of steps, and say nothing.
 */
public final class LikelyColumns {
  /** Shorter names are words of their own more often than mistakes. */
  private static final int SHORTEST_WITH_TWO_MISTAKES = 7;

  private static final LevenshteinDistance MISTAKES = new LevenshteinDistance(2);

  /** What other programs call our columns. */
  private static final Map<String, RequestColumn> ELSEWHERE =
      Map.ofEntries(
          Map.entry("cfg", RequestColumn.GUIDANCE_SCALE),
          Map.entry("cfg_scale", RequestColumn.GUIDANCE_SCALE),
          Map.entry("guidance", RequestColumn.GUIDANCE_SCALE),
          Map.entry("inference_steps", RequestColumn.STEPS),
          Map.entry("num_inference_steps", RequestColumn.STEPS),
          Map.entry("num_steps", RequestColumn.STEPS),
          Map.entry("scheduler", RequestColumn.SAMPLER),
          Map.entry("sampler_name", RequestColumn.SAMPLER),
          Map.entry("denoising_strength", RequestColumn.STRENGTH),
          Map.entry("negative", RequestColumn.NEGATIVE_PROMPT),
          Map.entry("neg_prompt", RequestColumn.NEGATIVE_PROMPT),
          Map.entry("num_images_per_prompt", RequestColumn.NUM_IMAGES),
          Map.entry("random_seed", RequestColumn.SEED),
          Map.entry("mask", RequestColumn.MASK_IMAGE),
          Map.entry("crops_coords_top_left", RequestColumn.CROPS),
          Map.entry("negative_crops_coords_top_left", RequestColumn.NEGATIVE_CROPS));

  private LikelyColumns() {}

  /** A remark on each such column, in table order. */
  public static List<String> remarks(SourceSchema schema) {
    return schema.columns().stream()
        .filter(column -> column.asRequest().isEmpty())
        .flatMap(column -> meant(column.name()).map(it -> remark(column.name(), it)).stream())
        .toList();
  }

  private static String remark(String name, RequestColumn meant) {
    return "column %s means nothing here and passes through; %s is probably meant"
        .formatted(name, meant.label());
  }

  /** The column of ours that a name was probably meant to be; empty for a name of its own. */
  static Optional<RequestColumn> meant(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
    Optional<RequestColumn> elsewhere = Optional.ofNullable(ELSEWHERE.get(plain));
    return elsewhere.or(() -> nearest(plain));
  }

  private static Optional<RequestColumn> nearest(String name) {
    String letters = letters(name);
    int most = letters.length() < SHORTEST_WITH_TWO_MISTAKES ? 1 : 2;
    return Arrays.stream(RequestColumn.values())
        // Any word of two or three letters is near to it.
        .filter(column -> column != RequestColumn.ID && column != RequestColumn.ETA)
        // Without --models it is a name of people's own.
        .filter(column -> column != RequestColumn.MODEL)
        // weight is no height, and prompt_2 a column beside prompt.
        .filter(column -> name.startsWith(column.label().substring(0, 1)))
        .filter(column -> !name.startsWith(column.label() + "_"))
        // prompt_id is no prompt_2.
        .filter(column -> digits(name).equals(digits(column.label())))
        .filter(column -> mistakes(letters, column) <= most)
        .min(Comparator.comparingInt(column -> mistakes(letters, column)));
  }

  /** Two letters that changed places are one mistake; more than two count as many. */
  private static int mistakes(String letters, RequestColumn column) {
    String known = letters(column.label());
    int mistakes = MISTAKES.apply(letters, known);
    if (mistakes < 0) {
      return Integer.MAX_VALUE;
    }
    return mistakes == 2 && sorted(letters).equals(sorted(known)) ? 1 : mistakes;
  }

  private static String sorted(String letters) {
    return letters.chars().sorted().mapToObj(Character::toString).collect(Collectors.joining());
  }

  private static String digits(String name) {
    return name.replaceAll("\\D", "");
  }

  private static String letters(String name) {
    return name.replace("_", "");
  }
}
