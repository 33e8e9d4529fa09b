package io.latentmill.job.cli.options;

import io.latentmill.udf.request.LatentmillException;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an option's value by the name it has for users; what is wrong with it is said in ours. */
public abstract class Labelled<T> implements ITypeConverter<T> {
  private final Function<String, T> reader;

  /** Reads labels with a reader that names what is wrong. */
  public Labelled(Function<String, T> reader) {
    this.reader = reader;
  }

  @Override
  public final T convert(String label) {
    try {
      return reader.apply(label);
    } catch (LatentmillException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
