package io.latentmill.job.cli.options;

import io.latentmill.job.run.RunOptions.Sizes;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Sizes of the plan. */
final class SizeOptions {
  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "4",
      showDefaultValue = Visibility.ALWAYS,
      description = "Images that the network makes at once.")
  private int batchSize;

  @Option(
      names = "--shard-rows",
      paramLabel = "N",
      defaultValue = "512",
      showDefaultValue = Visibility.ALWAYS,
      description = "Rows of one file, about.")
  private int shardRows;

  @Option(
      names = "--shard-bytes",
      paramLabel = "SIZE",
      defaultValue = "512MiB",
      showDefaultValue = Visibility.ALWAYS,
      converter = ByteSize.class,
      description = "Estimated bytes of one file, about; the tighter of the two limits rules.")
  private long shardBytes;

  @Option(
      names = "--chunk-rows",
      paramLabel = "N",
      defaultValue = "4096",
      showDefaultValue = Visibility.ALWAYS,
      description =
          "Rows that are committed at once, about: what a crash costs at most. Whole shards, which"
              + " are no larger.")
  private int chunkRows;

  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      defaultValue = "4194304",
      showDefaultValue = Visibility.ALWAYS,
      description = "Width times height of the largest image; larger rows fail.")
  private long maxPixels;

  Sizes sizes() {
    return new Sizes(batchSize, shardRows, shardBytes, chunkRows, maxPixels);
  }
}
