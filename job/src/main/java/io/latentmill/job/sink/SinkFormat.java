package io.latentmill.job.sink;

import io.latentmill.job.ledger.Manifest;
import io.latentmill.job.sink.commit.OutputArea;
import io.latentmill.job.sink.stored.StoredChunk;
import io.latentmill.udf.request.Labels;
import io.latentmill.udf.request.LatentmillException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;

/**
 * The formats of the output. Their order says which of several is read: the one that has all rows
 * with the least effort comes first. A new format comes last.
 */
public enum SinkFormat {
  /** Images and metadata in Parquet files. */
  PARQUET(new ParquetFormat()),
  /** Images in tars, all rows in a Parquet file beside each. */
  WEBDATASET(new WebDatasetFormat()),
  /** Images as files, metadata in Parquet files beside them. */
  FILES(new FilesFormat());

  private final ShardFormat format;

  SinkFormat(ShardFormat format) {
    this.format = format;
  }

  /** What is particular to it. */
  public ShardFormat format() {
    return format;
  }

  /** The name on the command line and of the folder under {@code data/}. */
  public String label() {
    return format.data().label();
  }

  /** All folders that shards of these formats write to, those of data first. */
  public static Set<OutputArea> areas(Set<SinkFormat> formats) {
    Set<OutputArea> areas = new LinkedHashSet<>();
    Set<SinkFormat> ordered = EnumSet.copyOf(formats);
    ordered.forEach(format -> areas.add(format.format.data()));
    ordered.forEach(format -> areas.addAll(format.format.others()));
    areas.add(OutputArea.TELEMETRY);
    return areas;
  }

  /** The format to read a chunk from. */
  public static Optional<SinkFormat> of(Manifest manifest) {
    return Arrays.stream(values())
        .filter(format -> manifest.output(format.label()).isPresent())
        .findFirst();
  }

  /** A chunk, to be read from the format that has its rows with the least effort. */
  public static StoredChunk stored(Path output, Manifest manifest) {
    return of(manifest)
        .map(format -> StoredChunk.of(format.format, output, manifest))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot read chunk attempt " + manifest.attempt() + ": it has no data"));
  }

  /**
   * The format of that name.
   *
   * @throws LatentmillException (user) naming the value and all formats
   */
  public static SinkFormat ofLabel(String label) {
    return Labels.require("format", values(), SinkFormat::label, label);
  }
}
