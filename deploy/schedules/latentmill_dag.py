"""Generates images for the rows that are new, every night, by Airflow's operator for spark-submit."""

from datetime import datetime, timedelta

from airflow import DAG
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

with DAG(
    "latentmill",
    schedule="15 1 * * *",
    start_date=datetime(2026, 1, 1),
    # A run takes all that is new, so that missed ones need no making up for.
    catchup=False,
    max_active_runs=1,
):
    SparkSubmitOperator(
        task_id="generate",
        conn_id="spark",
        application="/opt/latentmill/latentmill.jar",
        java_class="io.latentmill.job.cli.Main",
        properties_file="/opt/latentmill/conf/gpu-cluster.conf",
        application_args=[
            "generate",
            "--prompts",
            "s3a://renders/prompts",
            "--output",
            "s3a://renders/out/nightly",
            "--failed-rows-ok",
            "--wait",
            "2h",
        ],
        retries=2,
        retry_delay=timedelta(minutes=5),
    )
