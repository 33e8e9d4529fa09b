package io.latentmill.job.plan;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.latentmill.job.plan.table.LakeFolder;
import io.latentmill.job.plan.table.LikelyColumns;
import io.latentmill.job.plan.table.SourceTable;
import io.latentmill.job.plan.table.TableOrder;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.request.RequestColumn;
import io.latentmill.udf.sql.row.BucketKey;
import io.latentmill.udf.sql.row.HeaderImageSizes;
import io.latentmill.udf.sql.row.ImageSizes;
import io.latentmill.udf.sql.row.RequestRow;
import io.latentmill.udf.sql.row.RowDefaults;
import io.latentmill.udf.sql.row.RowNormaliser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * A plan, or its next increment, worked out but not stored. Reads the table once, keeps the
 * normalised rows on the executors' disks and works from these; {@link #close()} frees them. The
 * driver holds nothing that grows with the table.
 */
public final class PlanDraft implements AutoCloseable {
  /** Their ids are held on the driver; of more new rows the whole table is looked at. */
  private static final long MOST_APART = 200_000;

  private static final List<String> PREVIEW =
      List.of("id", "seed", "width", "height", "steps", "sampler", "prompt", PlanColumns.INVALID);

  private static final List<String> PREVIEW_ORDER =
      Stream.concat(TableOrder.COLUMNS.stream(), Stream.of(PlanColumns.COPY)).toList();

  private final PlanOptions options;
  private final PlanEnd before;
  private final List<Dataset<Row>> kept = new ArrayList<>();
  private final KnownRows.Changes changes;
  private final Dataset<Row> retired;
  private final List<String> passthrough;
  private final IdAssignment ids;
  private final Dataset<Row> rows;
  private final Dataset<Row> starts;
  private final PlaceAssignment.Extent extent;

  private PlanDraft(
      SourceTable table,
      RowNormaliser normaliser,
      PlanOptions options,
      Predicate<String> actsByRow,
      ChangedRows choice,
      Optional<Plan> plan,
      Set<String> seen) {
    this.options = options;
    this.before = plan.map(Plan::end).orElse(PlanEnd.NOTHING);
    this.passthrough = table.schema().passthrough().stream().map(field -> field.name()).toList();
    Optional<Dataset<Row>> added =
        seen.isEmpty() ? Optional.empty() : apart(table.without(seen), normaliser, plan);
    Dataset<Row> normalised = added.orElseGet(() -> keep(NormaliseRow.all(table, normaliser)));
    Dataset<Row> planned =
        planned(table.rows().sparkSession(), added.isPresent() ? Optional.empty() : plan);
    if (plan.isPresent() && added.isEmpty()) {
      try (KnownRows known = new KnownRows(normalised, planned)) {
        this.changes = known.changes();
        refuse(table, choice, changes);
        normalised = keep(known.fresh(choice));
        normalised.count();
        boolean redo = choice == ChangedRows.REDO && changes.count() > 0;
        this.retired = redo ? keep(known.replaced()) : nothing(planned);
        retired.count();
      }
    } else {
      this.changes = KnownRows.Changes.NONE;
      this.retired = nothing(planned);
    }
    planned = planned.join(retired, JavaColumns.of("id", PlanColumns.CHUNK), "left_anti");
    this.ids = new IdAssignment(normalised, planned, this::keep);
    Dataset<Row> unique = withDuplicatesInvalid(ids.unique());
    this.rows =
        table.schema().has(RequestColumn.LORAS)
            ? SharedBatches.of(unique, options.batchSize(), actsByRow)
            : unique;
    this.starts = keep(new PlaceAssignment(options, before).starts(BucketTotals.of(rows)));
    // This also makes the buckets' size known, so that Spark joins them without moving the rows.
    this.extent = new PlaceAssignment(options, before).extent(starts);
  }

  /**
   * Works out a plan.
   *
   * @param table path of the prompt table: a file, a folder or a glob on any Hadoop FileSystem
   * @param part of it that is planned
   * @param actsByRow whether a LoRA, by its path, can be applied beside the model's weights, so
   *     that rows of different ones may share a batch
   * @param choice what becomes of rows that have changed since they were planned
   * @param plan what is planned already: only rows that it does not have are drafted
   * @param seen paths of files, as Spark has them, whose rows are all planned as they are
   * @throws io.latentmill.udf.request.LatentmillException (user) if the table cannot serve, or has
   *     changed rows that are to refuse it
   */
  public static PlanDraft of(
      SparkSession spark,
      String table,
      TablePart part,
      RowDefaults defaults,
      PlanOptions options,
      Predicate<String> actsByRow,
      ChangedRows choice,
      Optional<Plan> plan,
      Set<String> seen) {
    SparkSession session = PlanningSession.of(spark);
    SourceTable source = part.of(SourceTable.open(session, table, defaults.unusedColumns()));
    PlanningSession.fit(session, source);
    ImageSizes sizes = new HeaderImageSizes(session.sessionState().newHadoopConf());
    return new PlanDraft(
        source, new RowNormaliser(defaults, sizes), options, actsByRow, choice, plan, seen);
  }

  /**
   * Looks whether a prompt table is there and has the columns it needs; reads no row.
   *
   * @return remarks on columns that pass through and look like mistyped ones of ours
   * @throws io.latentmill.udf.request.LatentmillException (user) if the table cannot serve
   */
  public static List<String> requireTable(
      SparkSession spark, String table, TablePart part, RowDefaults defaults) {
    return LikelyColumns.remarks(part.of(opened(spark, table, defaults)).schema());
  }

  /** The columns that rows of a prompt table have in a plan; reads no row. */
  public static StructType columns(SparkSession spark, String table, RowDefaults defaults) {
    StructType columns = RequestRow.SCHEMA;
    for (StructField field : opened(spark, table, defaults).schema().passthrough()) {
      columns = columns.add(field);
    }
    return columns;
  }

  private static SourceTable opened(SparkSession spark, String table, RowDefaults defaults) {
    return SourceTable.open(PlanningSession.of(spark), table, defaults.unusedColumns());
  }

  /**
   * What the Spark session has to be started with to read a prompt table.
   *
   * @throws io.latentmill.udf.request.LatentmillException (user) if the table is one of a lakehouse
   *     format whose reader is not on the class path
   */
  public static Map<String, String> startSettings(String table, Configuration configuration) {
    return LakeFolder.startSettings(table, configuration);
  }

  /**
   * The rows of files that are new, if no id of theirs has anything to do with a planned one: then
   * the rest of the table and the plan have no say in what becomes of them.
   */
  private Optional<Dataset<Row>> apart(
      SourceTable unread, RowNormaliser normaliser, Optional<Plan> plan) {
    Dataset<Row> rows = NormaliseRow.all(unread, normaliser).persist(StorageLevel.DISK_ONLY());
    if (rows.count() <= MOST_APART && !plan.orElseThrow().mentions(ids(rows))) {
      kept.add(rows);
      return Optional.of(rows);
    }
    rows.unpersist();
    return Optional.empty();
  }

  private static List<String> ids(Dataset<Row> rows) {
    return rows.select(PlanColumns.SOURCE).distinct().collectAsList().stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private Dataset<Row> planned(SparkSession spark, Optional<Plan> plan) {
    return plan.map(it -> keep(it.identities())).orElseGet(() -> Plan.noIdentities(spark));
  }

  private static Dataset<Row> nothing(Dataset<Row> planned) {
    return planned.select("id", PlanColumns.CHUNK).limit(0);
  }

  private static void refuse(SourceTable table, ChangedRows choice, KnownRows.Changes changes) {
    if (choice == ChangedRows.FAIL && changes.count() > 0) {
      throw LatentmillException.user(
          "Cannot take prompt table %s: %,d of its rows have changed under ids that are planned"
              + " already (%s); --changed keep leaves them as they were, --changed redo makes them"
              + " anew",
          table.path(), changes.count(), String.join(", ", changes.examples()));
    }
  }

  private static Dataset<Row> withDuplicatesInvalid(Dataset<Row> rows) {
    Column duplicate = col(IdAssignment.DUPLICATE);
    Column reason = concat(lit("duplicate id \""), col(PlanColumns.SOURCE), lit("\""));
    return rows.withColumn(
            PlanColumns.INVALID, when(duplicate, reason).otherwise(col(PlanColumns.INVALID)))
        .withColumn(
            PlanColumns.BUCKET,
            when(duplicate, BucketKey.INVALID).otherwise(col(PlanColumns.BUCKET)))
        .drop(IdAssignment.DUPLICATE);
  }

  private Dataset<Row> keep(Dataset<Row> dataset) {
    kept.add(dataset.persist(StorageLevel.DISK_ONLY()));
    return dataset;
  }

  /** What the draft amounts to. */
  public PlanReport report(CostModel cost) {
    return new PlanReporter(options, cost).report(rows, starts, before, extent, changes);
  }

  /** The first rows as they will be generated, in table order. */
  public List<Row> preview(int count) {
    return allImages()
        .orderBy(JavaColumns.columns(PREVIEW_ORDER))
        .limit(count)
        .select(JavaColumns.columns(PREVIEW))
        .collectAsList();
  }

  /** Whether there is nothing to plan. */
  public boolean isEmpty() {
    return extent.images() == 0;
  }

  /** Where the plan ends with this draft. */
  PlanEnd end() {
    return extent.end();
  }

  PlanEnd before() {
    return before;
  }

  /** How many output rows the draft has. */
  long images() {
    return extent.images();
  }

  /** How many rows have changed under their planned ids. */
  public long changed() {
    return changes.count();
  }

  /** Some of the ids of {@link #changed()} rows, in table order. */
  public List<String> changedExamples() {
    return changes.examples();
  }

  /** Planned rows that the draft takes the place of: {@code id} and {@link PlanColumns#CHUNK}. */
  Dataset<Row> retired() {
    return retired;
  }

  int batchSize() {
    return options.batchSize();
  }

  /** The rows as a plan stores them, in plan order within each partition. */
  Dataset<Row> placed() {
    Dataset<Row> placed = new PlaceAssignment(options, before).place(allImages(), starts);
    List<String> columns = new ArrayList<>();
    columns.addAll(List.of(RequestRow.SCHEMA.fieldNames()));
    columns.addAll(passthrough);
    columns.addAll(List.of(PlanColumns.OF_PLAN.fieldNames()));
    return placed.select(
        columns.stream()
            .map(name -> placed.col("`" + name.replace("`", "``") + "`"))
            .toArray(Column[]::new));
  }

  private Dataset<Row> allImages() {
    return extent.rows() == extent.images() ? ids.onlyImages(rows) : ids.images(rows);
  }

  @Override
  public void close() {
    kept.forEach(Dataset::unpersist);
  }
}
