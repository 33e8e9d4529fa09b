package io.latentmill.udf.weights;

import static io.latentmill.udf.weights.Fixtures.HADOOP;
import static io.latentmill.udf.weights.Fixtures.hadoop;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDigestTest {
  @TempDir Path folder;

  /** The digest of "abc" is the example of FIPS 180-2, appendix B.1. */
  @Test
  void digestsWhatAFileHolds() {
    Path file = Fixtures.write(folder.resolve("a"), "abc");
    FileDigest digest = FileDigest.of(new ModelFile("m/a", hadoop(file), 3, 0), HADOOP);
    assertThat(digest)
        .isEqualTo(
            new FileDigest(
                "m/a", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
  }

  @Test
  void oneDigestStandsForAllFilesInWhateverOrder() {
    FileDigest a = new FileDigest("a", 1, "00");
    FileDigest b = new FileDigest("b", 1, "11");
    assertThat(FileDigest.combined(List.of(a, b)))
        .isEqualTo(FileDigest.combined(List.of(b, a)))
        .isNotEqualTo(FileDigest.combined(List.of(a)))
        .hasSize(64);
  }
}
