package io.latentmill.job.sink;

import io.latentmill.job.ledger.AttemptName;
import io.latentmill.job.ledger.Manifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** A committed chunk with its manifest. */
final class ChunkFixture {
  static final AttemptName ATTEMPT = AttemptName.of("000003-7.1");

  private ChunkFixture() {}

  static Manifest write(Path output, Set<SinkFormat> formats, boolean latents) throws Exception {
    ChunkReceipt receipt = SinkFixture.writeChunk(output, ATTEMPT.toString(), formats, latents);
    return new Manifest(ATTEMPT, ATTEMPT.entry(), receipt.outputs(), receipt.rows(), List.of());
  }
}
