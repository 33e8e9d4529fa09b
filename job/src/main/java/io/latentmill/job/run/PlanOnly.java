package io.latentmill.job.run;

import io.latentmill.job.ledger.Ledger;
import io.latentmill.job.ledger.LedgerPlaces;
import io.latentmill.job.ledger.LedgerView;
import io.latentmill.job.plan.CostModel;
import io.latentmill.job.plan.Plan;
import io.latentmill.job.plan.PlanDraft;
import io.latentmill.job.plan.PlanReport;
import io.latentmill.udf.model.ModelConfig;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** What {@code generate} would plan, for the same options. Writes nothing. */
public final class PlanOnly {
  /** Width of the outermost level that the cost model's counts are for. */
  private static final double REFERENCE_CHANNELS = 320;

  private PlanOnly() {}

  /**
   * Plans the rows that the output does not have yet.
   *
   * @param teraflops what a device sustains
   * @param progress is told of what looks wrong and is none
   * @throws LatentmillException (user, model) for whatever {@code generate} would refuse
   */
  public static PlanReport run(
      SparkSession spark, RunOptions asked, double teraflops, Progress progress) {
    return run(spark, asked, teraflops, draft -> {}, progress);
  }

  /**
   * As {@link #run(SparkSession, RunOptions, double, Progress)}.
   *
   * @param preview is shown what is planned
   */
  public static PlanReport run(
      SparkSession spark,
      RunOptions asked,
      double teraflops,
      Consumer<PlanDraft> preview,
      Progress progress) {
    Configuration configuration = spark.sessionState().newHadoopConf();
    Path output = HeldOutput.qualified(asked.output(), configuration);
    RunOptions options = Generate.withOutputsOwn(asked, output, spark);
    ModelFacts model = ModelFacts.read(options, configuration);
    CostModel cost = cost(model.family(), teraflops);
    PromptTable.check(spark, options, model, progress);
    Generate.checkOutput(RunRecord.of(output, options, model, configuration), configuration);
    try (PlanDraft draft =
        PlanDraft.of(
            spark,
            options.prompts().path(),
            options.prompts().part(),
            model
                .rowDefaults(options.size().maxPixels())
                .within(options.prompts().rowRoots(configuration)),
            options.planOptions(),
            new AdapterKinds(options.pipeline(), configuration),
            options.prompts().changed(),
            planned(spark, output, configuration),
            Set.of())) {
      preview.accept(draft);
      return draft.report(cost);
    } catch (IOException e) {
      throw new LatentmillException(
          FailureKind.RESOURCE,
          "Cannot read the plan of %s: %s".formatted(output, e.getMessage()),
          e);
    }
  }

  private static Optional<Plan> planned(
      SparkSession spark, Path output, Configuration configuration) throws IOException {
    if (RunRecord.find(output, configuration).isEmpty()) {
      return Optional.empty();
    }
    LedgerView view = Ledger.view(LedgerPlaces.forReading(output, configuration));
    return view.planAttempts().isEmpty()
        ? Optional.empty()
        : Optional.of(FrozenPlan.open(spark, output, view));
  }

  /** A network's work grows with the square of its width. */
  private static CostModel cost(ModelConfig model, double teraflops) {
    double width = model.unet().channels().get(0) / REFERENCE_CHANNELS;
    CostModel full = model.pooled() ? CostModel.sdxl(teraflops) : CostModel.sd(teraflops);
    return full.withUnetScaled(width * width);
  }
}
