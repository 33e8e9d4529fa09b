package io.latentmill.job.cli.options;

import io.latentmill.job.lake.LakeFormat;
import io.latentmill.job.run.RunOptions.Data;
import io.latentmill.job.sink.SinkFormat;
import io.latentmill.udf.image.ImageFormat;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The shape of the output. */
final class DataOptions {
  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      split = ",",
      defaultValue = "parquet",
      showDefaultValue = Visibility.ALWAYS,
      converter = FormatByLabel.class,
      completionCandidates = FormatLabels.class,
      description =
          "${COMPLETION-CANDIDATES}, or several of them with commas between, from the same images"
              + " in one pass.")
  private Set<SinkFormat> formats;

  @Option(
      names = "--image-format",
      paramLabel = "FORMAT",
      defaultValue = "png",
      showDefaultValue = Visibility.ALWAYS,
      converter = ImageByLabel.class,
      description = "png, jpeg or webp.")
  private ImageFormat image;

  @Option(
      names = "--quality",
      paramLabel = "N",
      defaultValue = "90",
      showDefaultValue = Visibility.ALWAYS,
      description = "Of JPEG and WebP, 1 to 100.")
  private int quality;

  @Option(
      names = "--latents",
      description = "Also writes latents, float16 as the U-Net saw them last.")
  private boolean latents;

  @Option(
      names = "--table",
      paramLabel = "KIND",
      converter = TableByLabel.class,
      description =
          "Also writes the metadata as a table: delta or iceberg, whose jar must be on Spark's"
              + " class path.")
  private LakeFormat table;

  @Mixin private MarkOptions mark;

  Data data() {
    return new Data(
        formats,
        image,
        OptionalInt.of(quality),
        latents,
        Optional.ofNullable(table).map(LakeFormat::label),
        mark.marking());
  }

  private static final class FormatLabels implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.of(SinkFormat.values()).map(SinkFormat::label).iterator();
    }
  }

  private static final class FormatByLabel extends Labelled<SinkFormat> {
    FormatByLabel() {
      super(SinkFormat::ofLabel);
    }
  }

  private static final class ImageByLabel extends Labelled<ImageFormat> {
    ImageByLabel() {
      super(ImageFormat::ofLabel);
    }
  }

  private static final class TableByLabel extends Labelled<LakeFormat> {
    TableByLabel() {
      super(LakeFormat::ofLabel);
    }
  }
}
