package io.latentmill.job.sink.metadata;

import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.request.GenerationResult.Failed;
import io.latentmill.udf.request.GenerationResult.Generated;
import java.util.Optional;

/**
 * The columns that tell what became of a row. Components are null where the metadata is: these go
 * into a Spark row as they are.
 */
record Outcome(
    String status,
    String failureKind,
    String message,
    String format,
    String imageSha256,
    int[] latentsShape,
    Double scalingFactor,
    String[] flags,
    Optional<Sample.Latents> latents) {

  static Outcome of(GenerationResult result, Optional<byte[]> image, MetadataOptions options) {
    if (result instanceof Failed failed) {
      return new Outcome(
          "failed",
          failed.kind().label(),
          failed.message(),
          null,
          null,
          null,
          null,
          new String[0],
          Optional.empty());
    }
    Generated generated = (Generated) result;
    GenerationResult.Latents latents = generated.latents();
    return new Outcome(
        "generated",
        null,
        null,
        options.image().label(),
        Sha256.hex(image.orElseThrow()),
        new int[] {latents.channels(), latents.height(), latents.width()},
        latents.scalingFactor(),
        MetadataSchema.labels(generated.flags()),
        options.latents() ? Optional.of(stored(latents)) : Optional.empty());
  }

  private static Sample.Latents stored(GenerationResult.Latents latents) {
    return new Sample.Latents(
        Float16.littleEndian(latents.values()),
        latents.channels(),
        latents.height(),
        latents.width());
  }
}
