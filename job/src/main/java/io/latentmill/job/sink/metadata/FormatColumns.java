package io.latentmill.job.sink.metadata;

import io.latentmill.job.columns.OutputColumn;
import io.latentmill.udf.request.RequestColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Function1;

/**
 * The metadata's columns as one format writes them: with the image or its file name before {@code
 * width}, and the latents before {@code latents_shape}. Not thread-safe.
 */
public final class FormatColumns {
  /** Hugging Face's Image feature. */
  public static final DataType IMAGE = OutputColumn.IMAGE.type();

  private record Column(StructField field, Function<Sample, Object> value) {}

  private final StructType type;
  private final List<Column> columns;
  private final Function1<Object, Object> converter;

  private FormatColumns(List<Column> columns) {
    this.columns = List.copyOf(columns);
    this.type = new StructType(columns.stream().map(Column::field).toArray(StructField[]::new));
    this.converter = CatalystTypeConverters.createToCatalystConverter(type);
  }

  /** With the image's bytes in the row, and the latents if they are kept. */
  public static FormatColumns withImage(MetadataSchema schema) {
    Column image = column(OutputColumn.IMAGE, sample -> image(sample, schema.options()));
    return of(schema, image, schema.options().latents());
  }

  /** With the image's file name, and the latents if they are kept. */
  public static FormatColumns withFileName(MetadataSchema schema) {
    return of(schema, fileName(schema), schema.options().latents());
  }

  /** With the image's file name; the latents are beside the image. */
  public static FormatColumns withFileNameOnly(MetadataSchema schema) {
    return of(schema, fileName(schema), false);
  }

  private static Column fileName(MetadataSchema schema) {
    return column(OutputColumn.FILE_NAME, sample -> fileName(sample, schema.options()));
  }

  private static FormatColumns of(MetadataSchema schema, Column image, boolean latents) {
    List<Column> columns = new ArrayList<>();
    StructField[] fields = schema.columns().fields();
    for (int i = 0; i < fields.length; i++) {
      int index = i;
      if (fields[i].name().equals(RequestColumn.WIDTH.label())) {
        columns.add(image);
      }
      if (latents && fields[i].name().equals(OutputColumn.LATENTS_SHAPE.label())) {
        columns.add(column(OutputColumn.LATENTS, FormatColumns::latents));
      }
      columns.add(new Column(fields[i], sample -> sample.row().get(index)));
    }
    return new FormatColumns(columns);
  }

  private static Column column(OutputColumn own, Function<Sample, Object> value) {
    return new Column(DataTypes.createStructField(own.label(), own.type(), true), value);
  }

  private static Object latents(Sample sample) {
    return sample.latents().map(Sample.Latents::bytes).orElse(null);
  }

  private static Row image(Sample sample, MetadataOptions options) {
    return sample
        .image()
        .map(bytes -> RowFactory.create(bytes, fileName(sample, options)))
        .orElse(null);
  }

  private static String fileName(Sample sample, MetadataOptions options) {
    return sample.generated() ? sample.key() + "." + options.image().extension() : null;
  }

  /** The columns. */
  public StructType type() {
    return type;
  }

  /** A sample's values in Spark's internal form. Byte arrays are not copied. */
  public InternalRow row(Sample sample) {
    Object[] values = columns.stream().map(column -> column.value().apply(sample)).toArray();
    return (InternalRow) converter.apply(RowFactory.create(values));
  }
}
