package io.latentmill.job.curation;

import static org.apache.spark.sql.functions.expr;

import io.latentmill.job.columns.OutputColumn;
import io.latentmill.job.sink.metadata.ExtraColumns;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.BasePredicate;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Predicate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.trees.TreePattern;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Function1;
import scala.collection.Seq;

/**
 * A Spark SQL expression over the columns of a row, ready to be asked on executors. Not
 * thread-safe.
 */
public final class KeepRule implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What is known only once an image is chosen. */
  private static final List<String> LATER =
      List.of(OutputColumn.IMAGE_SHA256.label(), ExtraColumns.KEPT, ExtraColumns.TRIES);

  private static final KeepRule EVERYTHING = new KeepRule(null, null, null);

  private final StructType columns;
  private final Expression expression;
  private final Seq<Attribute> attributes;
  private transient BasePredicate predicate;
  private transient Function1<Object, Object> converter;

  private KeepRule(StructType columns, Expression expression, Seq<Attribute> attributes) {
    this.columns = columns;
    this.expression = expression;
    this.attributes = attributes;
  }

  /**
   * Reads an expression.
   *
   * @param metadata the columns of rows
   * @throws LatentmillException (user) if it is none over these columns, not true or false, or not
   *     the same whenever it is asked
   */
  public static KeepRule of(SparkSession spark, Selection selection, StructType metadata) {
    return selection.wanted() ? read(spark, selection.keep(), metadata) : EVERYTHING;
  }

  private static KeepRule read(SparkSession spark, String text, StructType metadata) {
    StructType columns =
        new StructType(
            Arrays.stream(metadata.fields())
                .filter(field -> !LATER.contains(field.name()))
                .toArray(StructField[]::new));
    Dataset<Row> nothing =
        spark.createDataFrame(
            JavaSparkContext.fromSparkContext(spark.sparkContext()).<Row>emptyRDD(), columns);
    try {
      return bound(text, nothing.select(expr(text).as(ExtraColumns.KEPT)), columns);
    } catch (Exception e) {
      // AnalysisException is checked, and not declared by what throws it.
      throw e instanceof AnalysisException
          ? new LatentmillException(FailureKind.USER, message(text, e.getMessage()), e)
          : (RuntimeException) e;
    }
  }

  private static KeepRule bound(String text, Dataset<Row> selected, StructType columns) {
    LogicalPlan analyzed = selected.queryExecution().analyzed();
    if (!analyzed.deterministic() || analyzed.containsPattern(TreePattern.CURRENT_LIKE())) {
      throw refused(text, "its value changes from time to time");
    }
    if (!selected.schema().apply(0).dataType().equals(DataTypes.BooleanType)) {
      throw refused(text, "it is not true or false");
    }
    LogicalPlan optimized = selected.queryExecution().optimizedPlan();
    if (!(optimized instanceof Project project) || project.child().children().nonEmpty()) {
      throw refused(text, "it is no expression over single rows");
    }
    Expression named = (Expression) project.projectList().head();
    return new KeepRule(columns, named.children().head(), project.child().output());
  }

  private static LatentmillException refused(String text, String reason) {
    return LatentmillException.user("%s", message(text, reason));
  }

  private static String message(String text, String reason) {
    return "Cannot judge images by --keep %s: %s"
        .formatted(text, reason.strip().lines().findFirst().orElse(""));
  }

  /** Whether a row's image is kept; what is neither true nor false is not. */
  boolean keeps(Row row) {
    if (expression == null) {
      return true;
    }
    if (predicate == null) {
      predicate = Predicate.create(expression, attributes);
      predicate.initialize(0);
      converter = CatalystTypeConverters.createToCatalystConverter(columns);
    }
    Object[] values = Arrays.stream(columns.fieldNames()).map(row::getAs).toArray();
    return predicate.eval((InternalRow) converter.apply(RowFactory.create(values)));
  }
}
