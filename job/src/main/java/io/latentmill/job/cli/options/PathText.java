package io.latentmill.job.cli.options;

import org.apache.hadoop.fs.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a path on any Hadoop FileSystem; refuses what cannot be one before anything looks for it.
 */
public final class PathText implements ITypeConverter<String> {
  @Override
  public String convert(String text) {
    if (text.isBlank()) {
      throw new TypeConversionException("the path is empty");
    }
    try {
      return new Path(text).toString();
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("'%s' is no path: %s".formatted(text, e.getMessage()));
    }
  }
}
