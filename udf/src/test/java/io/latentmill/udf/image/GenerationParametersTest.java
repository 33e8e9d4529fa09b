package io.latentmill.udf.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.ImageSource;
import io.latentmill.udf.request.RequestColumn;
import io.latentmill.udf.request.RequestValues;
import io.latentmill.udf.request.SamplerName;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class GenerationParametersTest {
  /** A pair as A1111 finds it: a name, then a quoted string or everything up to a comma. */
  private static final Pattern PAIR =
      Pattern.compile("\\s*(\\w[\\w \\-/]+):\\s*(\"(?:\\\\.|[^\\\\\"])+\"|[^,]*)(?:,|$)");

  private static final String HASH = "0123456789abcdef".repeat(4);

  @Test
  void aPlainRequestIsThreeLines() {
    GenerationParameters parameters =
        new GenerationParameters(
            request("a cat", Optional.of("dog"), OptionalInt.empty(), Optional.empty()),
            SamplerLabel.of(SamplerName.EULER_ANCESTRAL, Map.of()),
            "shapes-sd",
            HASH,
            "latentmill 0.1.0");
    assertThat(parameters.text())
        .isEqualTo(
            "a cat\nNegative prompt: dog\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: -3,"
                + " Size: 64x32, Model hash: 0123456789, Model: shapes-sd, RNG: CPU, Version:"
                + " latentmill 0.1.0");
  }

  @Test
  void anA1111ReaderFindsEveryValueAgain() throws JsonProcessingException {
    String prompt = "a cat, Steps: 9, \"quoted\"\nsecond line: (x:1.2)";
    GenerationParameters parameters =
        new GenerationParameters(
            request(
                prompt,
                Optional.of("bad,\nworse"),
                OptionalInt.of(1),
                Optional.of(new ImageSource.Stored("a.png"))),
            SamplerLabel.of(SamplerName.DPMPP_2M, Map.of("use_karras_sigmas", "true")),
            "s3a://models/a, \"b\"",
            HASH,
            "latentmill 0.1.0");
    Map<String, String> read = read(parameters.text());
    assertThat(read)
        .containsExactly(
            Map.entry("Prompt", prompt),
            Map.entry("Negative prompt", "bad,\nworse"),
            Map.entry("Steps", "20"),
            Map.entry("Sampler", "DPM++ 2M Karras"),
            Map.entry("CFG scale", "7"),
            Map.entry("Seed", "-3"),
            Map.entry("Size", "64x32"),
            Map.entry("Model hash", "0123456789"),
            Map.entry("Model", "s3a://models/a, \"b\""),
            Map.entry("Denoising strength", "0.65"),
            Map.entry("Clip skip", "2"),
            Map.entry("Eta", "0.5"),
            Map.entry("RNG", "CPU"),
            Map.entry("Version", "latentmill 0.1.0"));
  }

  @Test
  void emptyPromptsLeaveOnlyThePairs() {
    GenerationParameters parameters =
        new GenerationParameters(
            request("", Optional.of(""), OptionalInt.empty(), Optional.empty()),
            "DDIM",
            "m",
            HASH,
            "v");
    assertThat(parameters.text()).startsWith("Steps: 20, Sampler: DDIM, ");
  }

  /** The reading side, from A1111's documented behaviour: the pairs are the last line. */
  private static Map<String, String> read(String text) throws JsonProcessingException {
    List<String> lines = text.lines().toList();
    Map<String, String> found = new LinkedHashMap<>();
    String name = "Prompt";
    for (String line : lines.subList(0, lines.size() - 1)) {
      boolean negative = line.startsWith("Negative prompt:");
      name = negative ? "Negative prompt" : name;
      String content = negative ? line.substring(16).strip() : line;
      found.merge(name, content, (a, b) -> a + "\n" + b);
    }
    Matcher pairs = PAIR.matcher(lines.get(lines.size() - 1));
    while (pairs.find()) {
      String value = pairs.group(2);
      boolean quoted = value.startsWith("\"");
      found.put(pairs.group(1), quoted ? new ObjectMapper().readValue(value, String.class) : value);
    }
    return found;
  }

  private static GenerationRequest request(
      String prompt,
      Optional<String> negativePrompt,
      OptionalInt clipSkip,
      Optional<ImageSource> image) {
    Map<RequestColumn, Object> values = new EnumMap<>(RequestColumn.class);
    values.put(RequestColumn.ID, "id");
    values.put(RequestColumn.PROMPT, prompt);
    negativePrompt.ifPresent(text -> values.put(RequestColumn.NEGATIVE_PROMPT, text));
    values.put(RequestColumn.SEED, -3L);
    values.put(RequestColumn.WIDTH, 64);
    values.put(RequestColumn.HEIGHT, 32);
    values.put(RequestColumn.STEPS, 20);
    values.put(RequestColumn.GUIDANCE_SCALE, 7.0);
    values.put(RequestColumn.ETA, image.isPresent() ? 0.5 : 0.0);
    clipSkip.ifPresent(layers -> values.put(RequestColumn.CLIP_SKIP, layers));
    values.put(RequestColumn.STRENGTH, 0.65);
    image.ifPresent(source -> values.put(RequestColumn.INIT_IMAGE, source));
    return GenerationRequest.of(new RequestValues(values));
  }
}
