package io.latentmill.job.run;

import io.latentmill.job.report.ReportFacts;
import io.latentmill.udf.request.LatentmillException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Writes the report of what is committed, also of an output that is not finished. */
public final class Report {
  private Report() {}

  /**
   * Runs, under the lease: only its holder writes to an output.
   *
   * @return where the report lies
   * @throws LatentmillException (user) if there is no such output
   * @throws RunFailedException if a run is alive, or the output cannot be read or written
   */
  public static Path run(SparkSession spark, String output, RunOptions.Exclusion exclusion) {
    Configuration configuration = spark.sessionState().newHadoopConf();
    RunRecord record = RunRecord.read("report", output, configuration);
    ReportFacts.Model model =
        new ReportFacts.Model(record.modelName(), record.modelSha256(), record.otherModels());
    Map<String, String> settings =
        RecordedOptions.text(record.options(RunOptions.DeviceChoice.AUTO, exclusion));
    return HeldOutput.holdBriefly(
        record.output(),
        configuration,
        exclusion,
        session -> new Artefacts(spark, record.output(), session).report(model, settings));
  }
}
