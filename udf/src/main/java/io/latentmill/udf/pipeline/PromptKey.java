package io.latentmill.udf.pipeline;

import io.latentmill.udf.request.Embedding;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.PromptSyntax;
import java.util.List;
import java.util.Optional;

/**
 * Everything the encoding of one text depends on, but for the LoRAs that are merged.
 *
 * @param text empty: an absent negative prompt
 */
record PromptKey(
    Optional<String> text, int clipSkip, PromptSyntax syntax, List<Embedding> embeddings) {

  static PromptKey positive(GenerationRequest request) {
    return of(request, Optional.of(request.prompt()));
  }

  static PromptKey negative(GenerationRequest request) {
    return of(request, request.negativePrompt());
  }

  private static PromptKey of(GenerationRequest request, Optional<String> text) {
    return new PromptKey(
        text, request.clipSkip().orElse(0), request.promptSyntax(), request.embeddings());
  }
}
