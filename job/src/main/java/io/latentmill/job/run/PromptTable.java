package io.latentmill.job.run;

import io.latentmill.job.plan.PlanDraft;
import io.latentmill.udf.request.LatentmillException;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** The look at a prompt table that comes before anything is begun. */
final class PromptTable {
  private PromptTable() {}

  /**
   * Looks.
   *
   * @param progress is told of columns that look mistyped
   * @throws LatentmillException (user) if the table cannot serve, or has such columns and is to
   *     have none
   */
  static void check(SparkSession spark, RunOptions options, ModelFacts model, Progress progress) {
    options.prompts().rowRoots(spark.sessionState().newHadoopConf());
    List<String> remarks =
        PlanDraft.requireTable(
            spark, options.prompts().path(), model.rowDefaults(options.size().maxPixels()));
    if (options.prompts().strictColumns() && !remarks.isEmpty()) {
      throw LatentmillException.user(
          "Cannot take prompt table %s under --strict-columns: %s",
          options.prompts().path(), String.join("; ", remarks));
    }
    remarks.forEach(progress::remark);
  }
}
