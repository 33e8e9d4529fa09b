package io.latentmill.job.sink;

import io.latentmill.job.sink.commit.OutputArea;
import io.latentmill.udf.request.LatentmillException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A format of the output. */
public enum SinkFormat {
  /** Images and metadata in Parquet files. */
  PARQUET(OutputArea.PARQUET),
  /** Images in tars, all rows in a Parquet file beside each. */
  WEBDATASET(OutputArea.WEBDATASET, OutputArea.SIDECAR),
  /** Images as files, metadata in Parquet files beside them. */
  FILES(OutputArea.FILES, OutputArea.PARTS);

  private final OutputArea data;
  private final EnumSet<OutputArea> areas;

  SinkFormat(OutputArea data, OutputArea... others) {
    this.data = data;
    this.areas = EnumSet.of(data, others);
  }

  /** The name on the command line and of the folder under {@code data/}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The folder that readers see. */
  public OutputArea data() {
    return data;
  }

  /** All folders that shards of these formats write to, the telemetry's too. */
  public static Set<OutputArea> areas(Set<SinkFormat> formats) {
    EnumSet<OutputArea> areas = EnumSet.of(OutputArea.TELEMETRY);
    formats.forEach(format -> areas.addAll(format.areas));
    return areas;
  }

  /**
   * The format of that name.
   *
   * @throws LatentmillException (user) naming the value and all formats
   */
  public static SinkFormat ofLabel(String label) {
    return Arrays.stream(values())
        .filter(format -> format.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                LatentmillException.user(
                    "unknown format \"%s\"; known are %s",
                    label,
                    Arrays.stream(values())
                        .map(SinkFormat::label)
                        .collect(Collectors.joining(", "))));
  }
}
