package io.latentmill.udf.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.request.GenerationResult.Generated;
import io.latentmill.udf.request.RequestColumn;
import io.latentmill.udf.request.RequestValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

/** The embedded model's pictures show what their prompts say. */
class ShapesTest {
  private static final Map<String, int[]> PALETTE = new LinkedHashMap<>();

  static {
    PALETTE.put("red", new int[] {220, 40, 40});
    PALETTE.put("green", new int[] {40, 170, 70});
    PALETTE.put("blue", new int[] {45, 90, 220});
    PALETTE.put("yellow", new int[] {245, 210, 50});
    PALETTE.put("purple", new int[] {140, 60, 190});
    PALETTE.put("orange", new int[] {240, 130, 30});
    PALETTE.put("cyan", new int[] {60, 200, 210});
    PALETTE.put("pink", new int[] {245, 130, 180});
    PALETTE.put("white", new int[] {245, 245, 245});
    PALETTE.put("black", new int[] {25, 25, 25});
  }

  private static final List<String> SHAPES =
      List.of("circle", "square", "triangle", "star", "cross", "diamond", "hexagon");
  private static final int SIDE = 128;
  private static final int BORDER = 4;
  private static final int BATCH = 8;

  private record Picture(String colour, String background, GenerationRequest request) {}

  @Test
  void colourOfShapeAndBackgroundAreAsPrompted() {
    List<Picture> pictures = pictures(40);
    int right = 0;
    try (StableDiffusion pipeline =
        PipelineLoader.load(PipelineSpec.embedded(), Device.cpu(), new Configuration(false))) {
      for (int from = 0; from < pictures.size(); from += BATCH) {
        List<Picture> batch = pictures.subList(from, from + BATCH);
        List<GenerationResult> results =
            pipeline.generate(batch.stream().map(Picture::request).toList(), BATCH).results();
        for (int i = 0; i < batch.size(); i++) {
          byte[] rgb = ((Generated) results.get(i)).rgb();
          Picture picture = batch.get(i);
          if (background(rgb).equals(picture.background())
              && shape(rgb, picture.background()).equals(picture.colour())) {
            right++;
          }
        }
      }
    }
    assertThat(right).isGreaterThanOrEqualTo(36);
  }

  private static List<Picture> pictures(int count) {
    List<String> colours = List.copyOf(PALETTE.keySet());
    List<Picture> pictures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String colour = colours.get(i % colours.size());
      String background = colours.get((i % colours.size() + 1 + i / colours.size()) % 10);
      String prompt =
          "a %s %s on a %s background".formatted(colour, SHAPES.get(i % SHAPES.size()), background);
      GenerationRequest request =
          GenerationRequest.of(
              new RequestValues(
                  Map.of(
                      RequestColumn.ID,
                      "shape-" + i,
                      RequestColumn.PROMPT,
                      prompt,
                      RequestColumn.SEED,
                      1000L + i,
                      RequestColumn.WIDTH,
                      SIDE,
                      RequestColumn.HEIGHT,
                      SIDE,
                      RequestColumn.STEPS,
                      25,
                      RequestColumn.GUIDANCE_SCALE,
                      3.0)));
      pictures.add(new Picture(colour, background, request));
    }
    return pictures;
  }

  /** The palette colour nearest to the border's median. */
  private static String background(byte[] rgb) {
    int[] median = new int[3];
    for (int channel = 0; channel < 3; channel++) {
      List<Integer> values = new ArrayList<>();
      for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
        int x = pixel % SIDE;
        int y = pixel / SIDE;
        if (Math.min(Math.min(x, y), Math.min(SIDE - 1 - x, SIDE - 1 - y)) < BORDER) {
          values.add(rgb[3 * pixel + channel] & 0xff);
        }
      }
      values.sort(null);
      median[channel] = values.get(values.size() / 2);
    }
    return nearest(median);
  }

  /** The palette colour, other than the background's, that most pixels are nearest to. */
  private static String shape(byte[] rgb, String background) {
    Map<String, Integer> counts = new HashMap<>();
    for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
      int[] colour =
          new int[] {rgb[3 * pixel] & 0xff, rgb[3 * pixel + 1] & 0xff, rgb[3 * pixel + 2] & 0xff};
      counts.merge(nearest(colour), 1, Integer::sum);
    }
    counts.remove(background);
    return counts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("none");
  }

  private static String nearest(int[] colour) {
    return PALETTE.entrySet().stream()
        .min(
            (one, other) ->
                Long.compare(distance(one.getValue(), colour), distance(other.getValue(), colour)))
        .orElseThrow()
        .getKey();
  }

  private static long distance(int[] one, int[] other) {
    return Arrays.stream(new int[] {0, 1, 2})
        .mapToLong(i -> (long) (one[i] - other[i]) * (one[i] - other[i]))
        .sum();
  }
}
