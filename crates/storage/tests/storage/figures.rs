//! Border sets and the figures that somebody asked for.

use catalog::problem::Problem;
use serde_json::json;
use storage::{Audit, NewBorderSet};

use crate::district::EAST;
use crate::harness::{NOW, write};
use crate::on_both;

on_both! {
    async fn a_border_set_is_kept_and_taken_out_of_use(fresh) {
        let store = fresh.open().await;
        let new = NewBorderSet {
            name: "2026年网格调整".to_owned(),
            note: String::new(),
            rows: json!([{ "unit": "第一网格", "row": 2 }]),
            area: EAST.to_owned(),
            shared: true,
        };
        let mut tx = write(&store).await;
        let id = tx.create_border_set(new.clone()).await.unwrap();
        let other = tx.create_border_set(NewBorderSet { name: "另一个".to_owned(), ..new.clone() }).await.unwrap();
        tx.commit().await.unwrap();
        let held = store.border_set(id).await.unwrap();
        assert_eq!((held.body, held.made_at), (new, NOW));

        let mut tx = write(&store).await;
        tx.remove_border_set(id).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.border_set(id).await.unwrap_err().code, "border-missing");
        let left: Vec<i64> = store.border_sets().await.unwrap().iter().map(|set| set.id).collect();
        assert_eq!(left, [other]);
    }
}

on_both! {
    async fn figures_are_kept_for_whoever_asked(fresh) {
        let store = fresh.open().await;
        let mut tx = store.write(Audit::new(NOW, Some(7), "figures.ask", "figure_run", "")).await.unwrap();
        let good = tx.ask_figures(&json!({ "days": [] }), EAST).await.unwrap();
        let bad = tx.ask_figures(&json!({ "days": [1] }), EAST).await.unwrap();
        tx.commit().await.unwrap();
        let waiting = store.figure_run(good, 7).await.unwrap();
        assert_eq!((waiting.result, waiting.problem, waiting.done_at), (None, None, None));

        let counts = json!({ "units": [3, 4] });
        let problem = Problem::bad_input("known-on-future", "请改选日期。");
        let mut tx = write(&store).await;
        tx.end_figures(good, Ok(&counts)).await.unwrap();
        tx.end_figures(bad, Err(&problem)).await.unwrap();
        tx.commit().await.unwrap();
        let runs = store.figure_runs(7, 10).await.unwrap();
        let ids: Vec<i64> = runs.iter().map(|run| run.id).collect();
        assert_eq!(ids, [bad, good], "the newest first");
        assert_eq!(runs[0].problem, Some(problem));
        assert_eq!((&runs[1].result, runs[1].done_at), (&Some(counts), Some(NOW)));
        assert_eq!(store.figure_run(good, 8).await.unwrap_err().code, "figures-missing");
        assert!(store.figure_runs(8, 10).await.unwrap().is_empty());
    }
}
