package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDArray;
import io.latentmill.udf.pipeline.image.LatentDecoder;
import io.latentmill.udf.pipeline.image.Pixels;
import io.latentmill.udf.pipeline.text.PromptKey;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.request.QualityFlag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Latents and images to results: judges them, and fails the rows whose numbers are none. */
record ResultMaker(PipelineParts parts, GenerationObserver observer) {
  /** A1111's way to name one, which its syntax refuses and the others read as text. */
  private static final Pattern LORA = Pattern.compile("<(lora|lyco):[^<>]+>");

  /**
   * The results of rows.
   *
   * @param latents [B, C, h, w] float32
   * @param values the same on the host
   * @param decoded the image of each
   */
  List<GenerationResult> results(
      List<GenerationRequest> rows,
      NDArray latents,
      float[] values,
      List<LatentDecoder.Decoded> decoded) {
    int length = values.length / rows.size();
    List<GenerationResult> results = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      float[] ownValues = Arrays.copyOfRange(values, row * length, (row + 1) * length);
      results.add(result(rows.get(row), row, ownValues, latents, decoded.get(row)));
    }
    return results;
  }

  private GenerationResult result(
      GenerationRequest request,
      int row,
      float[] latents,
      NDArray shape,
      LatentDecoder.Decoded decoded) {
    if (!LatentDecoder.allFinite(latents)) {
      return failed(request, "the latents are not finite");
    }
    if (!decoded.finite()) {
      return failed(request, "the decoded image is not finite, in float32 neither");
    }
    float[] unit = decoded.rgb();
    Pixels.toUnit(unit);
    observer.onImage(row, unit);
    byte[] rgb = Pixels.toBytes(unit);
    return new GenerationResult.Generated(
        request.id(),
        request.size(),
        rgb,
        new GenerationResult.Latents(
            latents,
            (int) shape.getShape().get(1),
            (int) shape.getShape().get(2),
            (int) shape.getShape().get(3),
            parts.autoencoder().scalingFactor()),
        flags(request, rgb, decoded.retried()));
  }

  private static GenerationResult failed(GenerationRequest request, String message) {
    return new GenerationResult.Failed(request.id(), FailureKind.MODEL, message);
  }

  private Set<QualityFlag> flags(GenerationRequest request, byte[] rgb, boolean retried) {
    Set<QualityFlag> flags = EnumSet.noneOf(QualityFlag.class);
    flags.addAll(Pixels.flags(rgb));
    if (parts.prompts().encode(PromptKey.positive(request)).truncated()) {
      flags.add(QualityFlag.PROMPT_TRUNCATED);
    }
    if (request.negativePrompt().isPresent()
        && parts.prompts().encode(PromptKey.negative(request)).truncated()) {
      flags.add(QualityFlag.NEGATIVE_PROMPT_TRUNCATED);
    }
    if (retried) {
      flags.add(QualityFlag.VAE_FLOAT32);
    }
    if (LORA.matcher(request.prompt()).find()) {
      flags.add(QualityFlag.LORA_IN_PROMPT);
    }
    return flags;
  }
}
