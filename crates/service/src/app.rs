//! Everything a running Linli holds: the store, the files, the areas, the snapshot.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use catalog::area::Level;
use catalog::area::{AreaCode, AreaTree};
use catalog::problem::Problem;
use intake::address::Territory;
use query::{District, Snapshot, SnapshotHandle, TagSet};
use storage::{Audit, KeyRing, Objects, Store};
use tokio::sync::Mutex;

use crate::clock;
use crate::payment::KeptPayments;
use crate::policy::PoliciesHere;
use crate::registry::Registry;
use crate::registry::kept_drafts::KeptDrafts;
use crate::registry::lagging;
use crate::tag::catalogue::Tags;
use crate::view::rollup::KeptTotals;
use crate::wire::account::DemoAccount;

/// A running Linli.
pub struct App {
    /// The database.
    pub store: Store,
    /// Delivered files and templates, encrypted.
    pub objects: Objects,
    /// What the snapshot is made of, kept for the next start.
    pub kept: Arc<KeptDrafts>,
    /// Keys of this installation.
    pub keys: KeyRing,
    /// All areas.
    pub areas: std::sync::RwLock<Arc<AreaTree>>,
    /// The tags in force, with their rules as the snapshot computes them.
    tags: std::sync::RwLock<(Arc<Tags>, Arc<TagSet>)>,
    /// What every list and count reads.
    pub snapshot: SnapshotHandle,
    built_at: AtomicI64,
    /// The last change the snapshot has seen; also keeps two rebuilds from running at once.
    pub seen: Mutex<i64>,
    /// What loading knows; one load at a time.
    pub registry: Mutex<Option<Registry>>,
    /// The policies as they stand here.
    pub policies: PoliciesHere,
    /// Comparisons that are under way in this process.
    pub comparing: std::sync::Mutex<std::collections::BTreeSet<i64>>,
    /// Figures that are being counted in this process, by id, with how far they are (of 1000).
    pub counting: std::sync::Mutex<std::collections::BTreeMap<i64, u64>>,
    /// A past day is a whole district in memory, so one is built at a time.
    pub past: Mutex<()>,
    /// Totals of submissions as they were last added up.
    pub totals: KeptTotals,
    /// Who is paid, as the payment lists were last read.
    pub payments: KeptPayments,
    /// Sign-ins of the sample district, when this is one on this machine only.
    pub demo: Vec<DemoAccount>,
    root: Option<AreaCode>,
    database_kind: &'static str,
}

/// Where an installation keeps its things.
#[derive(Debug, Clone)]
pub struct Place {
    /// The data folder.
    pub data: PathBuf,
    /// Database URL; SQLite in the data folder when absent.
    pub database: Option<String>,
}

impl Place {
    fn url(&self) -> String {
        self.database.clone().unwrap_or_else(|| {
            let path = std::path::absolute(self.data.join("linli.db"))
                .unwrap_or_else(|_| self.data.join("linli.db"));
            format!("sqlite://{}?mode=rwc", path.display())
        })
    }

    fn key_path(&self) -> PathBuf {
        self.data.join("linli.key")
    }
}

/// The meta key under which the area of the installation is kept.
const ROOT_KEY: &str = "root-area";

impl App {
    /// Opens an installation: makes the folder and key when new, migrates, reads the areas.
    ///
    /// # Errors
    /// When the folder cannot be written, the database is away, or the key is not the one the
    /// data were sealed with.
    pub async fn open(place: &Place) -> Result<Self, Problem> {
        make_folder(&place.data)?;
        let url = place.url();
        let keys = KeyRing::load_or_create(&place.key_path(), storage::is_new(&url).await?)?;
        let store = Store::open(&url, keys.clone()).await?;
        lagging::catch_up(&store).await?;
        let objects = Objects::new(place.data.join("objects"), keys.clone());
        let rows = store.areas().await?;
        let areas = if rows.is_empty() {
            AreaTree::shipped().clone()
        } else {
            tree_of(rows)
        };
        let root = store
            .setting(ROOT_KEY)
            .await?
            .and_then(|text| text.parse().ok());
        let areas = Arc::new(areas);
        let tags = Tags::on(
            &store.tag_versions().await?,
            clock::epoch_day(clock::today()),
        );
        let set = tags.set();
        Ok(Self {
            snapshot: SnapshotHandle::new(empty_snapshot(areas.clone())),
            built_at: AtomicI64::new(clock::now()),
            kept: Arc::new(KeptDrafts::new(place.data.join("snapshot"), keys.clone())),
            store,
            objects,
            keys,
            database_kind: if url.starts_with("sqlite:") {
                "SQLite"
            } else {
                "PostgreSQL"
            },
            areas: std::sync::RwLock::new(areas),
            tags: std::sync::RwLock::new((Arc::new(tags), set)),
            seen: Mutex::new(-1),
            registry: Mutex::new(None),
            policies: PoliciesHere::default(),
            comparing: std::sync::Mutex::default(),
            counting: std::sync::Mutex::default(),
            past: Mutex::default(),
            totals: KeptTotals::default(),
            payments: KeptPayments::default(),
            demo: Vec::new(),
            root,
        })
    }

    /// The areas as they are now.
    pub fn areas(&self) -> Arc<AreaTree> {
        self.areas
            .read()
            .map(|areas| areas.clone())
            .unwrap_or_else(|broken| broken.into_inner().clone())
    }

    /// Replaces the areas.
    pub fn set_areas(&self, areas: AreaTree) {
        match self.areas.write() {
            Ok(mut held) => *held = Arc::new(areas),
            Err(broken) => *broken.into_inner() = Arc::new(areas),
        }
    }

    /// The tags in force.
    pub fn tags(&self) -> Arc<Tags> {
        self.held_tags().0
    }

    /// The rules of the tags in force, as the snapshot computes them.
    pub fn tag_set(&self) -> Arc<TagSet> {
        self.held_tags().1
    }

    fn held_tags(&self) -> (Arc<Tags>, Arc<TagSet>) {
        self.tags
            .read()
            .map(|held| held.clone())
            .unwrap_or_else(|broken| broken.into_inner().clone())
    }

    /// Takes the tags over that are in force now. Those that are the same stay the same set, so
    /// that the snapshot computes nothing anew.
    pub fn set_tags(&self, tags: Tags) {
        if *self.tags() == tags {
            return;
        }
        let fresh = (Arc::new(tags.clone()), tags.set());
        match self.tags.write() {
            Ok(mut held) => *held = fresh,
            Err(broken) => *broken.into_inner() = fresh,
        }
    }

    /// Publishes a newer snapshot.
    pub fn publish(&self, snapshot: Snapshot) {
        self.snapshot.publish(snapshot);
        self.built_at.store(clock::now(), Ordering::Relaxed);
    }

    /// Which database this runs on, for people.
    pub fn database_kind(&self) -> &'static str {
        self.database_kind
    }

    /// When the snapshot was published.
    pub fn built_at(&self) -> clock::Millis {
        self.built_at.load(Ordering::Relaxed)
    }

    /// How many communities there are.
    pub fn communities(&self) -> usize {
        self.areas()
            .all()
            .iter()
            .filter(|area| area.level == Level::Community)
            .count()
    }

    /// The area this installation serves, when it is only one.
    pub fn root(&self) -> Option<&AreaCode> {
        self.root.as_ref()
    }

    /// The district that this installation serves, or what lies around all its districts: whoever
    /// has no known community counts for it.
    pub fn serves(&self) -> Option<AreaCode> {
        match self.root() {
            Some(root) => Some(root.at(Level::District)),
            None => around_all(&self.areas()),
        }
    }

    /// The territory that addresses are looked for in.
    pub fn territory(&self) -> Territory {
        Territory::new(&self.areas(), self.root())
    }

    /// Fixes the area this installation serves.
    pub async fn set_root(&mut self, root: AreaCode) -> Result<(), Problem> {
        let audit = Audit::new(clock::now(), None, "root.set", "areas", root);
        let mut tx = self.store.write(audit).await?;
        tx.set_setting(ROOT_KEY, &root.to_string()).await?;
        tx.commit().await?;
        self.root = Some(root);
        Ok(())
    }
}

/// The narrowest area from the district up that all communities lie in.
fn around_all(areas: &AreaTree) -> Option<AreaCode> {
    [Level::District, Level::City, Level::Province]
        .into_iter()
        .find_map(|level| {
            let mut around = areas
                .all()
                .iter()
                .filter(|area| area.level == Level::Community)
                .map(|area| area.code.at(level));
            let first = around.next()?;
            around.all(|code| code == first).then_some(first)
        })
}

fn empty_snapshot(areas: Arc<AreaTree>) -> Snapshot {
    Snapshot::build(
        District::new(areas, clock::today()),
        Vec::new(),
        Vec::new(),
        Vec::new(),
    )
}

fn tree_of(rows: Vec<storage::AreaRow>) -> AreaTree {
    let mut text = String::from("code,name,level,parent\n");
    for row in rows {
        text.push_str(&format!(
            "{},{},{},{}\n",
            row.code,
            row.name,
            row.level,
            row.parent.unwrap_or_default()
        ));
    }
    AreaTree::from_csv(&text).0
}

fn make_folder(path: &Path) -> Result<(), Problem> {
    std::fs::create_dir_all(path).map_err(|_| {
        Problem::unavailable(
            "data-folder-unwritable",
            "数据目录无法建立或写入，请检查 --data 指定的位置、权限和剩余空间。",
        )
    })
}
