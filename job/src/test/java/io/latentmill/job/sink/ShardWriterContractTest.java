package io.latentmill.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.job.LocalSpark;
import io.latentmill.job.sink.commit.FileReceipt;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every format. */
@ExtendWith(LocalSpark.class)
class ShardWriterContractTest {
  @TempDir Path output;

  @ParameterizedTest
  @EnumSource(SinkFormat.class)
  void receiptsTellWhatIsThere(SinkFormat format) throws Exception {
    ChunkReceipt receipt = write("000000-1.1", Set.of(format));
    assertThat(receipt.rows().generated()).isEqualTo(SinkFixture.generatedIds().size());
    assertThat(receipt.rows().rows()).isEqualTo(SinkFixture.IDS.size());
    assertThat(files())
        .containsExactlyInAnyOrderElementsOf(
            receipt.files().stream().map(file -> file.path("000000-1.1")).toList());
    for (FileReceipt file : receipt.files()) {
      Path path = output.resolve(file.path("000000-1.1"));
      assertThat(file.bytes()).isEqualTo(Files.size(path));
      assertThat(file.sha256()).isEqualTo(Digests.sha256(Files.readAllBytes(path)));
    }
  }

  @ParameterizedTest
  @EnumSource(SinkFormat.class)
  void samePlanSameBytes(SinkFormat format) throws Exception {
    Map<String, String> first = digests(write("000000-1.1", Set.of(format)));
    Map<String, String> second = digests(write("000000-2.5", EnumSet.allOf(SinkFormat.class)));
    second.keySet().retainAll(first.keySet());
    assertThat(second).isEqualTo(first);
  }

  private ChunkReceipt write(String attempt, Set<SinkFormat> formats) throws Exception {
    return SinkFixture.writeChunk(output, attempt, formats, true);
  }

  private static Map<String, String> digests(ChunkReceipt receipt) {
    Map<String, String> digests = new TreeMap<>();
    receipt.files().forEach(file -> digests.put(file.area() + "/" + file.name(), file.sha256()));
    return digests;
  }

  private List<String> files() throws Exception {
    try (Stream<Path> paths = Files.walk(output)) {
      return paths
          .filter(Files::isRegularFile)
          .map(path -> output.relativize(path).toString())
          .toList();
    }
  }
}
