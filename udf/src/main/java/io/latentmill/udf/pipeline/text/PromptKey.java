package io.latentmill.udf.pipeline.text;

import io.latentmill.udf.request.Embedding;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.PromptSyntax;
import java.util.List;
import java.util.Optional;

/**
 * Everything the encoding of one text depends on, but for the LoRAs that are merged.
 *
 * @param text empty: an absent negative prompt
 * @param second what the encoders after the first read; empty: the same
 * @param chunks the fewest chunks of the encoding; what the text does not fill is empty chunks
 */
public record PromptKey(
    Optional<String> text,
    Optional<String> second,
    int clipSkip,
    PromptSyntax syntax,
    List<Embedding> embeddings,
    int chunks) {

  public static PromptKey positive(GenerationRequest request) {
    return of(
        request,
        Optional.of(request.prompt()),
        request.secondPrompt(),
        request.clipSkip().orElse(0));
  }

  /** The reference applies clip_skip to the prompt, never to the negative prompt. */
  public static PromptKey negative(GenerationRequest request) {
    return of(request, request.negativePrompt(), request.secondNegativePrompt(), 0);
  }

  private static PromptKey of(
      GenerationRequest request, Optional<String> text, Optional<String> second, int clipSkip) {
    return new PromptKey(text, second, clipSkip, request.promptSyntax(), request.embeddings(), 1);
  }

  /** The same text in so many chunks. */
  public PromptKey inChunks(int count) {
    return new PromptKey(text, second, clipSkip, syntax, embeddings, count);
  }
}
