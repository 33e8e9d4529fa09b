package io.latentmill.job.run;

import io.latentmill.job.curation.KeepRule;
import io.latentmill.job.curation.Selection;
import io.latentmill.job.plan.PlanDraft;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.sql.row.RowDefaults;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** The look at a prompt table that comes before anything is begun. */
final class PromptTable {
  private PromptTable() {}

  /**
   * Looks.
   *
   * @param progress is told of columns that look mistyped
   * @throws LatentmillException (user) if the table cannot serve, or has such columns and is to
   *     have none, or if images cannot be judged by its columns
   */
  static void check(SparkSession spark, RunOptions options, ModelFacts model, Progress progress) {
    options.prompts().rowRoots(spark.sessionState().newHadoopConf());
    RowDefaults defaults = model.rowDefaults(options.size().maxPixels());
    List<String> remarks =
        PlanDraft.requireTable(spark, options.prompts().path(), options.prompts().part(), defaults);
    if (options.prompts().strictColumns() && !remarks.isEmpty()) {
      throw LatentmillException.user(
          "Cannot take prompt table %s under --strict-columns: %s",
          options.prompts().path(), String.join("; ", remarks));
    }
    remarks.forEach(progress::remark);
    Selection selection = options.curation().selection();
    if (selection.wanted()) {
      StructType plan = PlanDraft.columns(spark, options.prompts().path(), defaults);
      KeepRule.of(spark, selection, TaskSpec.metadata(options, model, plan).columns());
    }
  }
}
