//! Whose file is it?

use catalog::source::Sources;
use intake::guess::guess_source;

use crate::made::{book, gb18030, lines, merged};

fn guessed(file_name: &str, bytes: &[u8]) -> Option<&'static str> {
    guess_source(file_name, bytes, Sources::shipped()).map(|source| source.code.as_str())
}

#[test]
fn by_the_name_of_the_file() {
    let any = "姓名,身份证号\n张三,1\n".as_bytes();
    for (name, code) in [
        ("公安户籍-辽宁路街道.csv", "gongan-hukou"),
        ("2026年流动人口.xlsx", "gongan-liudong"),
        ("高龄津贴发放202610.xlsx", "minzheng-gaoling"),
        ("低保名册.xls", "minzheng-dibao"),
        ("shequ-zoufang-370203005001.xlsx", "shequ-zoufang"),
        ("zhujian-fangwu-370203005.csv", "zhujian-fangwu"),
    ] {
        assert_eq!(guessed(name, any), Some(code), "{name}");
    }
}

#[test]
fn by_the_title_inside() {
    let bytes = book(&[("Sheet1", &|sheet| {
        merged(sheet, (0, 0), (0, 2), "最低生活保障家庭花名册");
        lines(
            sheet,
            1,
            &[&["姓名", "身份证号", "保障金额"], &["张三", "1", "800"]],
        );
    })]);
    assert_eq!(guessed("新建工作表.xlsx", &bytes), Some("minzheng-dibao"));
}

#[test]
fn by_its_columns() {
    let text = "街道名称,社区名称,小区名称,楼号,单元号,楼层,房间号,房屋用途,产权类型,建筑面积\n辽宁路街道,科技街社区,金桂苑,3,2,3,301,自住,商品房,80\n";
    assert_eq!(guessed("导出.csv", &gb18030(text)), Some("zhujian-fangwu"));
}

#[test]
fn what_is_not_clear_is_not_guessed() {
    assert_eq!(guessed("1.csv", "星座,颜色\n天蝎,红\n".as_bytes()), None);
    assert_eq!(guessed("人员.csv", "姓名,性别\n张三,男\n".as_bytes()), None);
    assert_eq!(guessed("1.xlsx", b"PK\x03\x04 broken"), None);
    assert_eq!(guessed("1.csv", b""), None);
}
