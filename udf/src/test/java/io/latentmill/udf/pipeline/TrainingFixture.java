package io.latentmill.udf.pipeline;

import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.GenerationResult.Generated;
import io.latentmill.udf.request.RequestColumn;
import io.latentmill.udf.request.RequestValues;
import io.latentmill.udf.training.adapter.AdapterSettings;
import io.latentmill.udf.training.adapter.AdapterTraining;
import io.latentmill.udf.training.adapter.Example;
import io.latentmill.udf.training.adapter.Method;
import io.latentmill.udf.training.optimizer.ScheduleShape;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The tiny trainings that tests make: four steps on three discs. */
final class TrainingFixture {
  static final int SIDE = 64;

  private TrainingFixture() {}

  static AdapterTraining training(Networks networks, Method method, String caption) {
    return AdapterTraining.of(networks, settings(method), examples(caption));
  }

  static List<Example> examples(String caption) {
    return Stream.of(8, 16, 24)
        .map(radius -> new Example(disc(radius), caption, Optional.of(disc(radius)), 1))
        .toList();
  }

  static AdapterSettings settings(Method method) {
    return new AdapterSettings(
        method,
        4,
        true,
        4,
        2,
        1,
        0.01,
        ScheduleShape.CONSTANT,
        0,
        0.01,
        1,
        0,
        0,
        0.05,
        0.1,
        SIDE,
        true,
        7,
        "<shape>",
        2,
        "red circle");
  }

  static RgbImage disc(int radius) {
    byte[] rgb = new byte[3 * SIDE * SIDE];
    for (int i = 0; i < rgb.length; i++) {
      int x = i / 3 % SIDE - SIDE / 2;
      int y = i / 3 / SIDE - SIDE / 2;
      rgb[i] = (byte) (x * x + y * y < radius * radius ? 200 - 60 * (i % 3) : 20);
    }
    return new RgbImage(SIDE, SIDE, rgb);
  }

  static Generated image(StableDiffusion pipeline, String id, Map<RequestColumn, Object> own) {
    Map<RequestColumn, Object> values = new EnumMap<>(RequestColumn.class);
    values.put(RequestColumn.ID, id);
    values.put(RequestColumn.PROMPT, "a red circle");
    values.put(RequestColumn.SEED, 1L);
    values.put(RequestColumn.WIDTH, SIDE);
    values.put(RequestColumn.HEIGHT, SIDE);
    values.put(RequestColumn.STEPS, 4);
    values.put(RequestColumn.GUIDANCE_SCALE, 4.0);
    values.put(RequestColumn.SAMPLER, "ddim");
    values.putAll(own);
    return Images.alone(pipeline, GenerationRequest.of(new RequestValues(values)));
  }
}
