package io.latentmill.udf.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.udf.request.GenerationRequest;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How an image was made, in the text that A1111 (stable-diffusion-webui) puts into its images and
 * most tools around Stable Diffusion read: the prompt, {@code Negative prompt: …}, and one line of
 * {@code Name: value} pairs. Prompts stand as they were given, in whatever syntax.
 *
 * @param request what was asked for
 * @param sampler the sampler in A1111's words: {@link SamplerLabel}
 * @param model the model's name
 * @param modelSha256 the model's digest in hexadecimal, of which ten digits are shown
 * @param version of this program
 */
public record GenerationParameters(
    GenerationRequest request, String sampler, String model, String modelSha256, String version) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int HASH_DIGITS = 10;

  /** The whole text. */
  public String text() {
    String negative =
        request
            .negativePrompt()
            .filter(prompt -> !prompt.isEmpty())
            .map(prompt -> "\nNegative prompt: " + prompt)
            .orElse("");
    String pairs =
        pairs().entrySet().stream()
            .map(pair -> pair.getKey() + ": " + quote(pair.getValue()))
            .collect(Collectors.joining(", "));
    return (request.prompt() + negative + "\n" + pairs).strip();
  }

  private Map<String, String> pairs() {
    Map<String, String> pairs = new LinkedHashMap<>();
    pairs.put("Steps", String.valueOf(request.steps()));
    pairs.put("Sampler", sampler);
    pairs.put("CFG scale", number(request.guidance().scale()));
    pairs.put("Seed", String.valueOf(request.seed()));
    pairs.put("Size", request.size().toString());
    pairs.put("Model hash", modelSha256.substring(0, HASH_DIGITS));
    pairs.put("Model", model);
    if (request.conditioning().initImage().isPresent()) {
      pairs.put("Denoising strength", number(request.conditioning().strength()));
    }
    // A1111 counts the layer it reads, diffusers those it leaves out.
    request.clipSkip().ifPresent(skipped -> pairs.put("Clip skip", String.valueOf(skipped + 1)));
    if (request.sampling().eta() > 0) {
      pairs.put("Eta", number(request.sampling().eta()));
    }
    pairs.put("RNG", "CPU");
    pairs.put("Version", version);
    return pairs;
  }

  private static String number(double value) {
    return new BigDecimal(String.valueOf(value)).stripTrailingZeros().toPlainString();
  }

  /** A value that would end early is written as a JSON string. */
  private static String quote(String value) {
    if (value.chars().noneMatch(c -> c == ',' || c == ':' || c == '\n')) {
      return value;
    }
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot quote " + value, e);
    }
  }
}
