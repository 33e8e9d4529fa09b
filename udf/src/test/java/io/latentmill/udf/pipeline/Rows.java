package io.latentmill.udf.pipeline;

import io.latentmill.udf.request.Embedding;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.ImageSize;
import io.latentmill.udf.request.Lora;
import io.latentmill.udf.request.PromptSyntax;
import io.latentmill.udf.request.RequestColumn;
import io.latentmill.udf.request.RequestValues;
import io.latentmill.udf.request.SamplerName;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Small requests that differ in a few things. */
record Rows(
    String prompt,
    Optional<String> negativePrompt,
    long seed,
    ImageSize size,
    int steps,
    double guidanceScale,
    List<Lora> loras,
    List<Embedding> embeddings,
    PromptSyntax syntax) {

  static final Rows BASE =
      new Rows(
          "a red circle",
          Optional.empty(),
          1,
          new ImageSize(64, 64),
          3,
          4,
          List.of(),
          List.of(),
          PromptSyntax.PLAIN);

  Rows prompt(String text) {
    return new Rows(
        text, negativePrompt, seed, size, steps, guidanceScale, loras, embeddings, syntax);
  }

  Rows negative(String text) {
    return new Rows(
        prompt, Optional.of(text), seed, size, steps, guidanceScale, loras, embeddings, syntax);
  }

  Rows seed(long value) {
    return new Rows(
        prompt, negativePrompt, value, size, steps, guidanceScale, loras, embeddings, syntax);
  }

  Rows size(int width, int height) {
    ImageSize other = new ImageSize(width, height);
    return new Rows(
        prompt, negativePrompt, seed, other, steps, guidanceScale, loras, embeddings, syntax);
  }

  Rows steps(int count) {
    return new Rows(
        prompt, negativePrompt, seed, size, count, guidanceScale, loras, embeddings, syntax);
  }

  Rows guidance(double scale) {
    return new Rows(prompt, negativePrompt, seed, size, steps, scale, loras, embeddings, syntax);
  }

  Rows lora(String path, double scale) {
    List<Lora> one = List.of(new Lora(path, scale));
    return new Rows(
        prompt, negativePrompt, seed, size, steps, guidanceScale, one, embeddings, syntax);
  }

  Rows embedding(String path, String token) {
    List<Embedding> one = List.of(new Embedding(path, token));
    return new Rows(prompt, negativePrompt, seed, size, steps, guidanceScale, loras, one, syntax);
  }

  Rows syntax(PromptSyntax other) {
    return new Rows(
        prompt, negativePrompt, seed, size, steps, guidanceScale, loras, embeddings, other);
  }

  /** The request, with Euler ancestral, which draws on the way. */
  GenerationRequest id(String id) {
    Map<RequestColumn, Object> values = new EnumMap<>(RequestColumn.class);
    values.put(RequestColumn.ID, id);
    values.put(RequestColumn.PROMPT, prompt);
    negativePrompt.ifPresent(text -> values.put(RequestColumn.NEGATIVE_PROMPT, text));
    values.put(RequestColumn.SEED, seed);
    values.put(RequestColumn.WIDTH, size.width());
    values.put(RequestColumn.HEIGHT, size.height());
    values.put(RequestColumn.STEPS, steps);
    values.put(RequestColumn.GUIDANCE_SCALE, guidanceScale);
    values.put(RequestColumn.SAMPLER, SamplerName.EULER_ANCESTRAL.label());
    values.put(RequestColumn.LORAS, loras);
    values.put(RequestColumn.EMBEDDINGS, embeddings);
    values.put(RequestColumn.PROMPT_SYNTAX, syntax.label());
    return GenerationRequest.of(new RequestValues(values));
  }
}
