//! `linli sample`

use std::path::Path;

use catalog::area::{AreaCode, AreaTree};
use catalog::problem::Problem;
use sample::{Manifest, Plan};

use super::{SampleArgs, progress, say};
use crate::clock;

/// Writes a sample district's files.
pub fn run(args: &SampleArgs) -> Result<(), Problem> {
    let manifest = write(&args.area, args.residents, args.seed, &args.out)?;
    let rows: u64 = manifest.files.iter().map(|file| file.rows).sum();
    say(&format!(
        "已写出 {} 个文件、{} 行，位于 {}",
        manifest.files.len(),
        rows,
        args.out.display()
    ));
    Ok(())
}

/// Writes the files and shows how far it is.
pub fn write(area: &str, residents: u64, seed: u64, out: &Path) -> Result<Manifest, Problem> {
    let area: AreaCode = area.parse().map_err(|_| {
        Problem::bad_input(
            "area-unknown",
            format!("区划代码“{area}”应为 6、9 或 12 位数字。"),
        )
    })?;
    let plan = Plan {
        area,
        residents,
        seed,
        today: clock::today(),
    };
    let bar = progress::bar(1, "生成样例数据");
    let manifest = sample::write(&plan, AreaTree::shipped(), out, &|stage, done, total| {
        bar.set_message(stage.to_owned());
        bar.set_length(total.max(1));
        bar.set_position(done);
    })?;
    bar.finish_and_clear();
    Ok(manifest)
}
