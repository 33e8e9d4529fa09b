package io.latentmill.job.run;

import io.latentmill.job.lake.LakeFormat;
import io.latentmill.job.plan.PlanDraft;
import io.latentmill.udf.request.LatentmillException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * What {@code generate} looks up before Spark starts.
 *
 * @param done how the output stands, if there is nothing to do
 * @param tables that the run will write
 * @param settings that the session is to be started with
 */
public record Preparation(
    Optional<RunOutcome> done, Set<LakeFormat> tables, Map<String, String> settings) {

  /**
   * Looks it up.
   *
   * @throws LatentmillException (user, model) for what the user can mend; the output's status.json
   *     tells of it
   */
  public static Preparation of(RunOptions options, SparkConf conf) {
    Configuration configuration = SparkHadoopUtil.get().newConfiguration(conf);
    // An output that cannot be reached can hold no word of it.
    StoreProbe.check(List.of(new GivenPath("output", options.output())), configuration);
    Path output = HeldOutput.qualified(options.output(), configuration);
    StatusNote note =
        new StatusNote(output, configuration, options.execution().exclusion(), Redaction.of(conf));
    return note.beforeHolding(
        () -> {
          StoreProbe.check(options.paths(), configuration);
          return look(options, output, configuration, note);
        });
  }

  private static Preparation look(
      RunOptions options, Path output, Configuration configuration, StatusNote note) {
    Optional<RunOutcome> done =
        Inputs.digest(options, configuration)
            .flatMap(inputs -> Completion.find(output, inputs, configuration));
    done.ifPresent(outcome -> note.finished(options.execution().exitCode(outcome.failed())));
    Map<String, String> settings =
        new TreeMap<>(PlanDraft.startSettings(options.prompts().path(), configuration));
    settings.putAll(
        SelfCheck.of(options.pipeline(), options.execution().device(), configuration).settings());
    return new Preparation(
        done, Tables.of(output, options.data().table(), configuration), settings);
  }
}
