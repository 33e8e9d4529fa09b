package io.latentmill.job.run;

import com.codahale.metrics.Gauge;
import io.latentmill.udf.sql.PipelineCache;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;

/**
 * What runs on the driver and on every executor besides tasks: the line between the two, and the
 * metrics {@code pipeline.loads} and {@code device.busy.millis} of every executor. Switched on by
 * {@code spark.plugins}.
 */
public final class LatentmillPlugin implements SparkPlugin {
  @Override
  public DriverPlugin driverPlugin() {
    return new OnDriver();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new OnExecutor();
  }

  private static final class OnDriver implements DriverPlugin {
    @Override
    public Map<String, String> init(SparkContext context, PluginContext plugin) {
      context.addSparkListener(
          new SparkListener() {
            @Override
            public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
              DriverLine.INSTANCE.watch().died(removed.executorId());
            }
          });
      context.addSparkListener(new TaskBudget(context));
      return Map.of();
    }

    @Override
    public Object receive(Object message) {
      return DriverLine.INSTANCE.receive((BatchNotice) message);
    }
  }

  private static final class OnExecutor implements ExecutorPlugin {
    @Override
    public void init(PluginContext context, Map<String, String> settings) {
      ExecutorLine.open(context);
      context.metricRegistry().register("pipeline.loads", (Gauge<Long>) PipelineCache::loads);
      context
          .metricRegistry()
          .register("device.busy.millis", (Gauge<Long>) DeviceClock::busyMillis);
    }
  }
}
