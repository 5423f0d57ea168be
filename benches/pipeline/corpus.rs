//! Articles in the shape of a large site's: HTML bodies of some six kilobytes, three levels of categories of which few are
//! large and many small, Chinese and English.
//!
//! Article `i` depends on `i` alone, so that a small corpus is the beginning of a large one.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

const TOPS: [&str; 12] = [
    "新媒体",
    "社交媒体",
    "传统媒体",
    "论坛",
    "博客",
    "编程",
    "多媒体",
    "程序更新",
    "大学通知",
    "政务消息",
    "购物",
    "游戏",
];
const SECTIONS: [&str; 10] =
    ["分类", "最新", "热门", "推荐", "专题", "公告", "排行榜", "Latest", "Hot", "专栏"];
const CHINESE: [&str; 16] = [
    "今年的春天来得比往年早",
    "编辑部收到许多读者来信",
    "新版本修正了几处错误",
    "图书馆延长了开放时间",
    "比赛在周末结束",
    "气温将继续上升",
    "工程预计明年完工",
    "专家建议多喝水",
    "票务系统已经恢复",
    "学校公布了考试日程",
    "这家公司发布了新产品",
    "市民可以在网上预约",
    "研究人员公开了数据",
    "活动吸引了上千人参加",
    "列车将增开两班",
    "桥梁检修期间请绕行",
];
const ENGLISH: [&str; 12] = [
    "The reader keeps its place when a feed changes",
    "A small server can answer many clients",
    "Nobody reads the manual twice",
    "The index fits in memory again",
    "Old links still work after the move",
    "We measured before we changed anything",
    "The parser refuses nothing that holds an entry",
    "Its cache is bounded",
    "Rain is expected in the evening",
    "The library is open on Sundays",
    "Trains run every ten minutes",
    "Tickets & maps are sold at the gate",
];

/// A sequence of numbers that looks random and is not.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap_or_default()
    }

    /// A number below `bound`, small ones more often, as Zipf's law has it.
    fn skewed(&mut self, bound: usize) -> usize {
        let total: f64 = (1..=bound).map(weight).sum();
        #[expect(clippy::cast_precision_loss, reason = "a position on a scale")]
        let mut at = (self.next() >> 11) as f64 / (1_u64 << 53) as f64 * total;
        for n in 1..=bound {
            at -= weight(n);
            if at < 0.0 {
                return n - 1;
            }
        }
        bound - 1
    }
}

#[expect(clippy::cast_precision_loss, reason = "small numbers")]
fn weight(n: usize) -> f64 {
    1.0 / n as f64
}

/// Writes `number` articles below `folder`; returns their bytes.
pub(crate) fn make(folder: &Path, number: usize) -> u64 {
    let mut bytes = 0;
    for i in 0..number {
        let text = article(i, 0);
        let path = path(folder, i);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::File::create(&path).unwrap().write_all(text.as_bytes()).unwrap();
        bytes += text.len() as u64;
    }
    bytes
}

/// Changes the text of one article.
pub(crate) fn edit(folder: &Path, i: usize, edition: usize) {
    let mut file = fs::File::create(path(folder, i)).unwrap();
    file.write_all(article(i, edition).as_bytes()).unwrap();
}

fn date(i: usize) -> chrono::DateTime<chrono::Utc> {
    let second = Dice(i as u64 ^ 0xDA7E).below(3 * 365 * 86_400);
    chrono::DateTime::from_timestamp(1_609_459_200 + i64::try_from(second).unwrap(), 0).unwrap()
}

fn path(folder: &Path, i: usize) -> PathBuf {
    folder
        .join(date(i).format("%Y/%m").to_string())
        .join(format!("{i:07}_{:016x}.txt", Dice(i as u64).next()))
}

fn article(i: usize, edition: usize) -> String {
    let mut dice = Dice(i as u64);
    let top = dice.skewed(TOPS.len());
    let site = dice.skewed(20);
    let section = (dice.skewed(SECTIONS.len()) + site) % SECTIONS.len();
    let english = dice.below(100) < 15;
    let image = format!("https://img.example/400/300?random={}", dice.below(10_000));
    let site = format!("{}·{site}", TOPS[top].chars().next().unwrap_or('网'));
    let title = if english { ENGLISH[dice.below(ENGLISH.len())] } else { CHINESE[dice.below(CHINESE.len())] };
    let mut out = format!(
        "\n---\ntitle: '{title} #{i}'\ncategories: \n - {}\n - {site}\n - {}\nheadimg: '{image}'\nauthor: {site}\n\
         comments: false\ndate: {}\nthumbnail: '{image}'\n---\n\n<div>   \n",
        TOPS[top],
        SECTIONS[section],
        date(i).format("%a, %d %b %Y %H:%M:%S GMT")
    );
    if edition > 0 {
        let _ = write!(out, "<p>{edition}</p>");
    }
    let target = out.len() + 2850 + dice.below(5700);
    while out.len() < target {
        block(&mut out, &mut dice, english, i);
    }
    out.push_str("  \n</div>\n            ");
    out
}

fn block(out: &mut String, dice: &mut Dice, english: bool, i: usize) {
    match dice.below(100) {
        0..78 => {
            out.push_str("<p>");
            if dice.below(4) == 0 {
                out.push_str("<strong>");
                sentence(out, dice, english);
                out.push_str("</strong>");
            }
            for _ in 0..3 + dice.below(12) {
                sentence(out, dice, english);
            }
            if dice.below(5) == 0 {
                let _ = write!(
                    out,
                    "<a href=\"https://site.example/a/{i}?x=1&amp;y={}\" target=\"_blank\">原文链接</a>",
                    dice.below(999)
                );
            }
            out.push_str("</p>");
        }
        78..88 => {
            let _ = write!(
                out,
                "<p><img src=\"https://img.example/{:x}.jpg\" alt=\"图\" referrerpolicy=\"no-referrer\"></p>",
                dice.next() >> 16
            );
        }
        88..95 => {
            out.push_str("<ul>");
            for _ in 0..2 + dice.below(5) {
                out.push_str("<li>");
                sentence(out, dice, english);
                out.push_str("</li>");
            }
            out.push_str("</ul>");
        }
        _ => {
            out.push_str("<blockquote><p>");
            sentence(out, dice, english);
            out.push_str("</p></blockquote>");
        }
    }
}

fn sentence(out: &mut String, dice: &mut Dice, english: bool) {
    if english {
        out.push_str(&ENGLISH[dice.below(ENGLISH.len())].replace('&', "&amp;"));
        out.push_str(". ");
    } else {
        let _ = write!(out, "{}，共{}处。", CHINESE[dice.below(CHINESE.len())], dice.below(99_999));
    }
}
