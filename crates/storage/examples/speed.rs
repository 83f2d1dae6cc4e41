use std::time::Instant;
use catalog::element::{ElementNo, EntityKind};
use catalog::source::{Sources, no::HUKOU};
use catalog::survivorship::{Candidate, Current};
use catalog::values::Values;
use storage::*;

fn values(n: i64) -> Values {
    [(1,format!("张伟{}", n%1000)),(2,format!("37020319{:010}", n)),(7,"1".to_owned()),(8,"1950-03-07".to_owned()),(24,format!("139{:08}", n%100000000)),
     (27,format!("青岛市市北区某某路{}号{}号楼{}单元{}户", n%300, n%40, n%6, n%1000)),(29,format!("青岛市市北区某某路{}号{}号楼{}单元{}户", n%300, n%40, n%6, n%1000)),
     (34,format!("{:09}", n/3)),(38,"某某街道".to_owned()),(39,"某某社区".to_owned()),(1001,format!("{}", n/3)),(1002,"370203001001".to_owned()),(10,"01".to_owned()),(12,"汉族".to_owned())]
        .into_iter().map(|(no,t)|(ElementNo(no),t)).collect()
}
#[tokio::main]
async fn main() {
    let n: i64 = std::env::var("N").map(|s| s.parse().unwrap()).unwrap_or(500_000);
    let url = std::env::args().nth(1).unwrap();
    let ring = KeyRing::from_bytes(&[1;32]);
    { let t=Instant::now(); let buf=vec![7u8;300]; let mut k=0; for _ in 0..200_000 { k+=ring.seal(&buf).len(); } println!("seal 300B single thread: {:.0} MB/s {:.0}/s ({k})", 60.0/t.elapsed().as_secs_f64(), 200_000.0/t.elapsed().as_secs_f64()); 
      let t=Instant::now(); let mut x=0; for i in 0..200_000 { x^=ring.blind("person","37020319500307001X"); x^=i; } println!("blind: {:.0}/s ({x})", 200_000.0/t.elapsed().as_secs_f64()); }
    let store = Store::open(&url, ring).await.unwrap();
    let audit = |act| Audit::new(1, None, act, "x", "");
    let mut tx = store.write(audit("a.b")).await.unwrap();
    let d = tx.receive_delivery(NewDelivery{source:HUKOU,file_name:"x".into(),digest:format!("{:?}", std::time::SystemTime::now()),size:1,as_of:19000,object:String::new(),state:DeliveryState::Received}).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.begin_load(audit("delivery.load"), d).await.unwrap();
    let (mut tr, mut te, mut tk)=(0.0,0.0,0.0);
    let total=Instant::now();
    for chunk in 0..n/20_000 {
        let keys: Vec<i64> = (0..20_000).map(|i| store.ring().blind("p", &format!("{}", chunk*20_000+i))).collect();
        let t=Instant::now(); let hits=tx.strong_hits(&keys).await.unwrap(); let ids:Vec<i64>=hits.values().copied().collect(); tx.currents(&ids).await.unwrap(); tk+=t.elapsed().as_secs_f64();
        let r = tx.reserve_records(20_000).await.unwrap();
        let e = tx.reserve_entities(20_000).await.unwrap();
        let mut recs=vec![]; let mut ents=vec![];
        for i in 0..20_000 { let values=values(chunk*20_000+i);
            let mut current=Current::default();
            current.absorb(Sources::shipped(), Candidate{record:r+i,source:HUKOU,as_of:19000,values:&values});
            recs.push(NewRecord{id:r+i,kind:EntityKind::Person,sheet:0,row:i as i32,strong_key:Some(keys[i as usize]),weak_key:Some(keys[i as usize]^0x5555),values,entity:e+i,method:1,score:1.0,decided_by:None});
            ents.push(EntityRow{id:e+i,kind:EntityKind::Person,community:Some(format!("3702030010{:02}", i%99)),current}); }
        let t=Instant::now(); tx.insert_records(d, recs).await.unwrap(); tr+=t.elapsed().as_secs_f64();
        let t=Instant::now(); tx.upsert_entities(d, ents).await.unwrap(); te+=t.elapsed().as_secs_f64();
    }
    tx.finish_load(d, LoadResult::default()).await.unwrap();
    let t=Instant::now(); tx.commit().await.unwrap();
    println!("commit {:.2}s; total {:.1}s", t.elapsed().as_secs_f64(), total.elapsed().as_secs_f64());
    let nf=n as f64;
    println!("strong_hits {:.0}/s  records {:.0}/s  entities {:.0}/s", nf/tk, nf/tr, nf/te);
    let t=Instant::now(); let mut c=0; store.each_entity(None, |rows| c+=rows.len()).await.unwrap(); println!("each_entity {c} {:.0}/s", c as f64/t.elapsed().as_secs_f64());
    let t=Instant::now(); let mut c=0; store.all_keys(EntityKind::Person, |rows| c+=rows.len()).await.unwrap(); println!("all_keys {c} {:.0}/s", c as f64/t.elapsed().as_secs_f64());
    let t=Instant::now(); store.digest().await.unwrap(); println!("digest {:.2}s", t.elapsed().as_secs_f64());
    let t=Instant::now(); println!("{:?}", store.counts().await.unwrap()); println!("counts {:.2}s", t.elapsed().as_secs_f64());
    let t=Instant::now(); let v=store.entities_of(EntityKind::Person, Some("370203001005")).await.unwrap(); println!("community {} {:.3}s", v.len(), t.elapsed().as_secs_f64());
    // second pass: everything known
    let mut tx = store.write(audit("x.y")).await.unwrap();
    let (mut tk,mut tc,mut te)=(0.0,0.0,0.0);
    for chunk in 0..(n/20_000).min(5) {
        let keys: Vec<i64> = (0..20_000).map(|i| store.ring().blind("p", &format!("{}", chunk*20_000+i))).collect();
        let t=Instant::now(); let hits=tx.strong_hits(&keys).await.unwrap(); tk+=t.elapsed().as_secs_f64();
        let ids:Vec<i64>=hits.values().copied().collect(); let t=Instant::now(); let rows=tx.entities(&ids).await.unwrap(); tc+=t.elapsed().as_secs_f64();
        let t=Instant::now(); tx.upsert_entities(d, rows).await.unwrap(); te+=t.elapsed().as_secs_f64();
    }
    let m=((n/20_000).min(5)*20_000) as f64;
    println!("known: strong_hits {:.0}/s currents {:.0}/s upsert {:.0}/s", m/tk, m/tc, m/te);
    drop(tx);
    let t=Instant::now(); let u=store.undo(audit("u.u"), d, |_,c| c.text(ElementNo(1002)).map(str::to_owned)).await.unwrap(); println!("undo {} {:.1}s", u.entities, t.elapsed().as_secs_f64());
}
