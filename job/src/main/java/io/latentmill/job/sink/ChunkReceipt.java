package io.latentmill.job.sink;

import io.latentmill.job.ledger.AttemptOutput;
import io.latentmill.job.ledger.DataFile;
import io.latentmill.job.ledger.RowCounts;
import io.latentmill.job.sink.commit.ChunkCommitter;
import io.latentmill.job.sink.commit.FileReceipt;
import io.latentmill.job.sink.commit.OutputArea;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a chunk attempt holds, for its manifest.
 *
 * @param attempt the name of its directories
 * @param areas that it was to write to, in the order of the manifest
 * @param files all that were published, by path
 * @param rows how they ended
 */
public record ChunkReceipt(
    String attempt, List<OutputArea> areas, List<FileReceipt> files, RowCounts rows) {
  public ChunkReceipt {
    files = files.stream().sorted(Comparator.comparing(file -> file.path(attempt))).toList();
  }

  static ChunkReceipt of(ChunkCommitter chunk, List<FileReceipt> files, List<ShardReceipt> shards) {
    RowCounts rows =
        shards.stream()
            .map(shard -> new RowCounts(shard.generated(), shard.failures()))
            .reduce(RowCounts.NONE, RowCounts::plus);
    return new ChunkReceipt(chunk.attempt(), List.copyOf(chunk.areas()), files, rows);
  }

  /** The files as a manifest lists them: by place. */
  public List<AttemptOutput> outputs() {
    Map<OutputArea, List<DataFile>> byArea =
        files.stream()
            .collect(
                Collectors.groupingBy(
                    FileReceipt::area,
                    Collectors.mapping(ChunkReceipt::dataFile, Collectors.toList())));
    return areas.stream()
        .filter(byArea::containsKey)
        .map(area -> output(area, byArea.get(area)))
        .toList();
  }

  private AttemptOutput output(OutputArea area, List<DataFile> content) {
    return new AttemptOutput(area.label(), area.folder() + "/" + attempt, content);
  }

  private static DataFile dataFile(FileReceipt file) {
    return new DataFile(file.name(), file.bytes(), file.sha256(), file.rows());
  }
}
