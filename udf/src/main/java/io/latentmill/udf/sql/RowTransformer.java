package io.latentmill.udf.sql;

import io.latentmill.udf.sql.catalyst.BatchFunction;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * A function over a data set, in the manner of Spark ML's transformers: it adds columns to every
 * row. A row that is null or wrong gets nulls, and the reason in two of them; it fails no task.
 * Settings that are not set are the session's {@code spark.latentmill.*}.
 *
 * @param <T> the transformer's own class
 */
public abstract class RowTransformer<T extends RowTransformer<T>> {
  private static final String ARGUMENTS = "_latentmill_arguments";

  private final Map<String, String> settings = new TreeMap<>();
  private String outputCol;

  RowTransformer(String outputCol) {
    this.outputCol = outputCol;
  }

  /** The model: a folder or a file; without it the embedded one. */
  public final T setModel(String path) {
    return set("model", path);
  }

  /** A VAE in place of the model's. */
  public final T setVae(String path) {
    return set("vae", path);
  }

  /** float32, float16 or bfloat16. */
  public final T setDtype(String label) {
    return set("dtype", label);
  }

  /** auto or cpu. */
  public final T setDevice(String label) {
    return set("device", label);
  }

  /** Rows that the network sees at once. */
  public final T setBatchSize(int rows) {
    return set("batch-size", String.valueOf(rows));
  }

  /** Folders or file systems, with commas between, where the paths of rows may lead. */
  public final T setInputRoots(String paths) {
    return set("input-roots", paths);
  }

  /**
   * The column of what is made; further ones take its name with an underscore and theirs: {@code
   * image_message}.
   */
  public final T setOutputCol(String name) {
    outputCol = name;
    return self();
  }

  final T set(String name, String value) {
    settings.put(name, value);
    return self();
  }

  @SuppressWarnings("unchecked") // T is the class itself
  private T self() {
    return (T) this;
  }

  abstract BatchFunction function(FunctionSettings settings);

  /** The function's arguments, of a row's columns. */
  abstract Column[] arguments(StructType row);

  /** The columns of a data set with the results behind them. */
  public final Dataset<Row> transform(Dataset<Row> rows) {
    SparkSession spark = rows.sparkSession();
    BatchFunction function =
        function(FunctionSettings.of(spark, name -> Optional.ofNullable(settings.get(name))));
    StructType schema = rows.schema();
    for (StructField field : function.resultType().fields()) {
      schema = schema.add(named(schema.size() == rows.schema().size(), field));
    }
    SerializableConfiguration configuration =
        new SerializableConfiguration(spark.sessionState().newHadoopConf());
    return rows.withColumn(ARGUMENTS, functions.struct(arguments(rows.schema())))
        .mapPartitions(new TransformRows(function, configuration), Encoders.row(schema));
  }

  private StructField named(boolean first, StructField field) {
    String name = first ? outputCol : outputCol + "_" + field.name();
    return new StructField(name, field.dataType(), true, field.metadata());
  }

  /** Columns by name, whatever is in the names. */
  static Column[] columns(String... names) {
    return Stream.of(names).map(RowTransformer::column).toArray(Column[]::new);
  }

  static Column column(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }
}
